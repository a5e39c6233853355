//! The rows in view, placed on a surface as high as the whole mailbox (WAI-ARIA, grid pattern).

use gatepost_shared::mailbox::Role;
use leptos::ev;
use leptos::html;
use leptos::prelude::*;

use crate::dom::effect::effect;
use crate::dom::{focus, observe};
use crate::features::list::gestures::Gestures;
use crate::features::list::row::{MessageRow, RowContext};
use crate::features::list::swipe::SwipeHint;
use crate::features::list::viewport::Viewport;
use crate::features::menus::use_menus;
use crate::i18n::{t_with, words};
use crate::state::list::ACTIVE_ROW;
use crate::state::mail::{Mail, use_mail};
use crate::state::rows::Rows;
use crate::ui::memo::memo;

/// The grid. Only rows near the view exist, and the one that the keyboard is at.
#[component]
pub fn Grid(
    /// The mailbox's name.
    #[prop(into)]
    name: Signal<String>,
) -> impl IntoView {
    let mail = use_mail();
    let list = mail.list;
    let scroller: NodeRef<html::Div> = NodeRef::new();
    let probe: NodeRef<html::Div> = NodeRef::new();
    let badge: NodeRef<html::Div> = NodeRef::new();
    let view = RwSignal::new(Viewport { top: 0.0, height: 800.0, row: 60.0 });

    let measure = move || {
        let (Some(scroller), Some(probe)) = (scroller.get_untracked(), probe.get_untracked()) else { return };
        let row = probe.get_bounding_client_rect().height();
        // A pane that is hidden has no height: it will be measured when it is shown.
        if row > 0.0 {
            let top = f64::from(scroller.scroll_top());
            list.top().set_value(top);
            view.set(Viewport { top, height: f64::from(scroller.client_height()), row });
        }
    };
    effect(move || {
        if let (Some(scroller), Some(probe)) = (scroller.get(), probe.get()) {
            observe::on_resize(&scroller, measure);
            // The height of a row follows the density.
            observe::on_resize(&probe, measure);
        }
    });
    #[expect(clippy::cast_possible_truncation, reason = "no browser scrolls further than 2^31 pixels")]
    let scroll_to = move |top: f64| {
        // The list may have left the page since this was asked for.
        if let Some(element) = scroller.try_get_untracked().flatten() {
            element.set_scroll_top(top.round() as i32);
        }
    };

    let total = memo(move || list.rows().with(Rows::total));
    let places = memo(move || view.with(|view| view.places(total.get())));
    effect(move || list.show(places.get()));
    let mounted = memo(move || {
        let (places, active) = (places.get(), list.active().get());
        let exists = active < total.get();
        // In order: an element that changes its place in the document loses focus.
        let before = (exists && active < places.start).then_some(active);
        let after = (exists && active >= places.end).then_some(active);
        before.into_iter().chain(places).chain(after).collect::<Vec<u32>>()
    });

    // Another list begins at its first row; one that was left, where it was left.
    effect(move || {
        list.source().track();
        let top = list.top().get_value();
        scroll_to(top);
        // Once the page is as high as the rows that were brought back.
        request_animation_frame(move || scroll_to(top));
    });
    effect(move || {
        if let Some(place) = list.reveal().get() {
            list.reveal().set(None);
            // Once the page has as many rows as the state.
            request_animation_frame(move || {
                if let Some(top) = view.try_with_untracked(|view| view.reveal(place)).flatten() {
                    scroll_to(top);
                }
            });
        }
    });
    // New mail above does not move what the person looks at, unless they look at the newest.
    effect(move || {
        let rows = list.shift().get();
        if rows == 0 {
            return;
        }
        list.shift().set(0);
        request_animation_frame(move || {
            if let Some(now) = view.try_get_untracked().filter(|now| now.top > 0.0) {
                #[expect(clippy::cast_precision_loss, reason = "a mailbox has fewer rows than 2^52")]
                scroll_to(now.top + rows as f64 * now.row);
            }
        });
    });

    let on_key = move |event: ev::KeyboardEvent| {
        if event.ctrl_key() || event.alt_key() || event.meta_key() {
            return;
        }
        let here = list.active().get_untracked();
        let page = view.with_untracked(Viewport::page);
        let target = match event.key().as_str() {
            "ArrowDown" => here.saturating_add(1),
            "ArrowUp" => here.saturating_sub(1),
            "PageDown" => here.saturating_add(page),
            "PageUp" => here.saturating_sub(page),
            "Home" => 0,
            "End" => u32::MAX,
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        list.activate(target);
        if event.shift_key() {
            select_to(mail, here);
        }
        focus::soon(ACTIVE_ROW);
    };
    let menus = use_menus();
    // A menu goes with what it is about. (The shell may be gone already.)
    on_cleanup(move || {
        let _ = menus.rows.try_set(None);
    });
    let gestures = Gestures::new(mail, menus);
    let context = RowContext {
        own: memo(move || {
            [Role::Sent, Role::Drafts]
                .into_iter()
                .filter_map(|role| mail.mailboxes.with_role(role))
                .map(|mailbox| mailbox.id)
                .collect()
        }),
        me: memo(move || {
            mail.session
                .account()
                .with(|account| account.as_ref().map(|account| account.email.clone()).unwrap_or_default())
        }),
        can_drag: observe::media("(pointer: fine)"),
        swipe: gestures.swipe(),
    };
    let label = move || t_with(words::list::MESSAGES, &[("mailbox", &name.get())]);
    view! {
        <div
            class="grid"
            node_ref=scroller
            role="grid"
            aria-label=label
            aria-multiselectable="true"
            aria-rowcount=total
            aria-busy=move || places.get().any(|place| list.row(place).is_none()).to_string()
            on:scroll=move |_| measure()
            on:keydown=on_key
            on:focusin=move |_| list.has_focus().set(true)
            on:focusout=move |_| list.has_focus().set(false)
            on:click=move |event| gestures.click(&event)
            on:contextmenu=move |event| gestures.context_menu(&event)
            on:pointerover=move |event| gestures.pointed(&event)
            on:pointerleave=move |_| list.hovered().set(None)
            on:pointerdown=move |event| gestures.down(&event)
            on:pointermove=move |event| gestures.moved(&event)
            on:pointerup=move |event| gestures.up(&event)
            on:pointercancel=move |_| gestures.cancel()
            on:dragstart=move |event| gestures.drag(&event, badge)
            on:dragend=move |_| list.dragged().set(None)
        >
            <div class="grid-probe" node_ref=probe aria-hidden="true"></div>
            <SwipeHint swipe=gestures.swipe() />
            <div class="grid-rows" role="rowgroup" style:--rows=move || total.get().to_string()>
                <For each=move || mounted.get() key=|place| *place let:place>
                    <MessageRow place context />
                </For>
            </div>
        </div>
        <div class="drag-badge" node_ref=badge aria-hidden="true"></div>
    }
}

/// Ticks everything between where a range began and the row that the keyboard is at now.
pub fn select_to(mail: Mail, from: u32) {
    let (anchor, here) = (mail.selection.anchor_or(from), mail.list.active().get_untracked());
    let range = anchor.min(here)..anchor.max(here) + 1;
    mail.list.rows().with_untracked(|rows| mail.selection.add(rows.known(range)));
}
