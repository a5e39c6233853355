//! Mail that answers nothing: newsletters, receipts, notices, junk.

use std::fmt::Write;

use super::attachment::{Attachment, Size};
use super::cast::Author;
use super::correspondence::{Kind, Posting, Writer};
use super::dice::Dice;
use super::message::Message;
use super::slots::Slots;
use super::thread::{escaped, trace};

const NEWSLETTERS: &str = include_str!("../../mail/newsletters.txt");
const SHOPS: &str = include_str!("../../mail/shops.txt");
const NOTICES: &str = include_str!("../../mail/notices.txt");
const JUNK: &str = include_str!("../../mail/junk.txt");

/// The number on the latest issue of every newsletter.
const NEWEST_ISSUE: usize = 6241;

/// A newsletter: who sends it, how often, and what it has told so far.
pub(crate) struct Newsletter {
    name: &'static str,
    address: &'static str,
    /// Days between two issues.
    pub(crate) period: i64,
    colour: &'static str,
    subject: &'static str,
    articles: Vec<(&'static str, &'static str)>,
}

/// A shop with what it sells.
pub(crate) struct Shop {
    name: &'static str,
    address: &'static str,
    subject: &'static str,
    /// Each with its price in cents.
    goods: Vec<(&'static str, i64)>,
}

/// A text that comes by itself.
pub(crate) struct Notice {
    name: &'static str,
    address: &'static str,
    subject: &'static str,
    text: &'static str,
}

pub(crate) fn newsletters() -> Vec<Newsletter> {
    entries(NEWSLETTERS)
        .filter_map(|(head, lines)| {
            let [name, address, period, colour, subject] = head.splitn(5, " | ").collect::<Vec<_>>().try_into().ok()?;
            let articles = lines.lines().filter_map(|line| line.split_once(" | ")).collect();
            Some(Newsletter { name, address, period: period.parse().ok()?, colour, subject, articles })
        })
        .collect()
}

pub(crate) fn shops() -> Vec<Shop> {
    SHOPS.lines().filter(|line| !line.starts_with('#')).filter_map(shop).collect()
}

fn shop(line: &'static str) -> Option<Shop> {
    let [name, address, subject, goods] = line.split(" | ").collect::<Vec<_>>().try_into().ok()?;
    let price = |text: &str| text.replace('.', "").parse().ok();
    // Names of goods hold commas, prices end them: "Broad beans, 1 kg=6.20, Hand fork=17.50".
    let mut rest = goods;
    let mut list = Vec::new();
    while let Some((good, after)) = rest.split_once('=') {
        let (cents, next) = after.split_once(", ").unwrap_or((after, ""));
        list.push((good, price(cents)?));
        rest = next;
    }
    Some(Shop { name, address, subject, goods: list })
}

pub(crate) fn notices() -> Vec<Notice> {
    entries(NOTICES).filter_map(notice).collect()
}

pub(crate) fn junk() -> Vec<Notice> {
    entries(JUNK).filter_map(notice).collect()
}

fn notice((head, text): (&'static str, &'static str)) -> Option<Notice> {
    let [name, address, subject] = head.split(" | ").collect::<Vec<_>>().try_into().ok()?;
    Some(Notice { name, address, subject, text: text.trim_end() })
}

fn entries(corpus: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    corpus.trim_start_matches("# ").split("\n# ").filter_map(|entry| entry.split_once('\n'))
}

impl Newsletter {
    /// This issue of it.
    pub(crate) fn tell(&self, writer: &Writer, at: i64, issue: usize, dice: &mut Dice) -> Posting {
        let stories: Vec<_> = (0..4).map(|n| self.articles[(issue + n * 3) % self.articles.len()]).collect();
        // Issue 0 is the newest.
        let number = NEWEST_ISSUE.saturating_sub(issue).to_string();
        let subject = self.subject.replace("{title}", stories[0].0).replace("{issue}", &number);
        let text: String = stories.iter().map(|(title, blurb)| format!("{title}\n\n{blurb}\n\n")).collect();
        let unsubscribe = format!("List-Unsubscribe: <https://{}/leave>\n", self.host());
        send(
            writer,
            self.name,
            self.address,
            at,
            &subject,
            &text,
            Some(self.html(&stories)),
            None,
            &unsubscribe,
            Kind::Newsletter,
            dice,
        )
    }

    fn host(&self) -> &str {
        self.address.rsplit('@').next().unwrap_or(self.address)
    }

    fn html(&self, stories: &[(&str, &str)]) -> String {
        let Self { name, colour, .. } = self;
        let host = self.host();
        let mut rows = String::new();
        for (title, blurb) in stories {
            let (title, blurb) = (escaped(title), escaped(blurb));
            let _ = write!(
                rows,
                "<tr><td style=\"padding:20px 28px 4px\"><h2 style=\"margin:0 0 6px;font-size:19px;color:{colour}\">{title}</h2>\n\
                 <p style=\"margin:0;font-size:15px;line-height:1.5;color:#333\">{blurb}</p>\n\
                 <p style=\"margin:8px 0 0\"><a href=\"https://{host}/read\" style=\"color:{colour}\">→ {title}</a></p></td></tr>\n"
            );
        }
        format!(
            "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>{name}</title>\n<style>@media (max-width:600px) {{ .page {{ width:100% !important }} }}</style></head>\n\
             <body style=\"margin:0;background:#f2f2ef\"><table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\"><tr><td align=\"center\">\n\
             <table class=\"page\" role=\"presentation\" width=\"600\" cellpadding=\"0\" cellspacing=\"0\" style=\"background:#fff;font-family:Georgia,serif\">\n\
             <tr><td style=\"background:{colour};color:#fff;padding:24px 28px;font-size:26px\">{name}</td></tr>\n\
             <tr><td><img src=\"https://{host}/header.jpg\" width=\"600\" alt=\"\" style=\"display:block;width:100%\"></td></tr>\n{rows}\
             <tr><td style=\"padding:28px;font-size:12px;color:#777;font-family:Helvetica,Arial,sans-serif\">{name} · <a href=\"https://{host}/leave\" style=\"color:#777\">unsubscribe</a>\n\
             <img src=\"https://{host}/open.gif\" width=\"1\" height=\"1\" alt=\"\"></td></tr></table></td></tr></table></body></html>\n"
        )
    }
}

impl Shop {
    /// A receipt for a few of its goods.
    pub(crate) fn tell(&self, writer: &Writer, at: i64, dice: &mut Dice) -> Posting {
        let slots = Slots::at(at, writer.me.first_name(), dice);
        let subject = slots.fill(self.subject);
        let start = dice.below(self.goods.len());
        let count = 1 + dice.below(3.min(self.goods.len()));
        let bought: Vec<_> = (0..count).map(|n| self.goods[(start + n) % self.goods.len()]).collect();
        let total: i64 = bought.iter().map(|(_, cents)| cents).sum();
        let mut text = format!("{subject}\n\n");
        let mut rows = String::new();
        for (good, cents) in &bought {
            let price = euros(*cents);
            let _ = writeln!(text, "{good:<40}{price:>10}");
            let _ = writeln!(
                rows,
                "<tr><td style=\"padding:8px 0;border-bottom:1px solid #eee\">{}</td><td align=\"right\" style=\"border-bottom:1px solid #eee\">{price}</td></tr>",
                escaped(good)
            );
        }
        let total = euros(total);
        let _ = writeln!(text, "\n{:<40}{total:>10}\n\n{}", "Total", self.name);
        let html = format!(
            "<html><body style=\"font-family:Helvetica,Arial,sans-serif;color:#222\"><h1 style=\"font-size:20px\">{}</h1>\n<p>{}</p>\n\
             <table width=\"420\" cellspacing=\"0\" style=\"font-size:14px\">{rows}<tr><td style=\"padding:10px 0\"><b>Total</b></td><td align=\"right\"><b>{total}</b></td></tr></table></body></html>\n",
            escaped(self.name),
            escaped(&subject)
        );
        let invoice = dice.percent(40).then(|| Attachment::of("invoice.pdf", &subject, Size::Bulk));
        send(writer, self.name, self.address, at, &subject, &text, Some(html), invoice, "", Kind::Receipt, dice)
    }
}

fn euros(cents: i64) -> String {
    format!("{}.{:02} €", cents / 100, cents % 100)
}

impl Notice {
    pub(crate) fn tell(&self, writer: &Writer, at: i64, kind: Kind, dice: &mut Dice) -> Posting {
        let slots = Slots::at(at, writer.me.first_name(), dice);
        let text = writer.in_my_name(&slots.fill(self.text)) + "\n";
        send(
            writer,
            self.name,
            self.address,
            at,
            &slots.fill(self.subject),
            &text,
            None,
            None,
            "Auto-Submitted: auto-generated\n",
            kind,
            dice,
        )
    }
}

#[expect(clippy::too_many_arguments, reason = "the parts of one message, named at each of three calls")]
fn send(
    writer: &Writer,
    name: &str,
    address: &str,
    at: i64,
    subject: &str,
    text: &str,
    html: Option<String>,
    attachment: Option<Attachment>,
    headers: &str,
    kind: Kind,
    dice: &mut Dice,
) -> Posting {
    let author = Author::plain("", name, address);
    let unique = dice.next();
    let message = Message {
        at,
        author: &author,
        to: std::slice::from_ref(&writer.me.party),
        cc: &[],
        subject,
        id: &format!("<{unique:016x}@{}>", address.rsplit('@').next().unwrap_or(address)),
        references: &[],
        text,
        html,
        attachments: attachment.into_iter().collect(),
        headers: trace(&author, &writer.me.party, at, unique, None) + headers,
    };
    Posting { at, kind, raw: message.write() }
}
