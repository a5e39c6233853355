//! A tree builder that builds nothing and counts: how deep a parser stands, how many elements it has made.
//!
//! html5ever needs time proportional to its stack of open elements and to its list of active formatting
//! elements for each tag (servo/html5ever#788), so hostile mail makes both long. How long they are cannot be
//! told from the tags alone (`<span><div></span>` closes nothing), so the real tree builder is asked.

use std::borrow::Cow;
use std::cell::Cell;
use std::rc::Rc;

use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, Tracer, TreeSink};
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{Token, TokenSink};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts};
use html5ever::{Attribute, ExpandedName, QualName, local_name, ns};

use super::policy;

/// An element, as far as it matters here.
pub(super) type Element = Rc<Node>;

/// What is known of an element.
pub(super) struct Node {
    name: QualName,
    is_formatting: bool,
}

fn element(name: QualName) -> Element {
    let is_formatting = policy::is_formatting(&name.local);
    Rc::new(Node { name, is_formatting })
}

/// Follows a parser through the tokens that it is given.
pub(super) struct Census {
    builder: TreeBuilder<Element, Counter>,
    standing: Cell<Option<Standing>>,
}

/// Where the parser stands.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Standing {
    /// Open elements and active formatting elements together.
    pub(super) depth: usize,
    /// Formatting elements, counted once where they are open and once where they are active.
    pub(super) formatting: usize,
}

impl Census {
    /// A parser of a fragment in a `<div>`, as ammonia uses it.
    pub(super) fn new() -> Self {
        let context = element(QualName::new(None, ns!(html), local_name!("div")));
        let builder = TreeBuilder::new_for_fragment(Counter::default(), context, None, TreeBuilderOpts::default());
        Self { builder, standing: Cell::new(None) }
    }

    /// Lets the parser see a token.
    pub(super) fn see(&self, token: Token) {
        self.standing.set(None);
        // Only tags that ask the tokenizer for nothing are shown to it.
        let _ = self.builder.process_token(token, 0);
    }

    /// Where the parser stands now.
    pub(super) fn standing(&self) -> Standing {
        let standing = self.standing.get().unwrap_or_else(|| self.count());
        self.standing.set(Some(standing));
        standing
    }

    /// How many elements the tree has by now.
    pub(super) fn elements(&self) -> usize {
        self.builder.sink.elements.get()
    }

    /// How many bytes the attributes in the tree have by now.
    pub(super) fn attribute_bytes(&self) -> usize {
        self.builder.sink.attribute_bytes.get()
    }

    fn count(&self) -> Standing {
        let count = Count::default();
        self.builder.trace_handles(&count);
        Standing { depth: count.depth.get(), formatting: count.formatting.get() }
    }
}

#[derive(Default)]
struct Count {
    depth: Cell<usize>,
    formatting: Cell<usize>,
}

impl Tracer for Count {
    type Handle = Element;

    fn trace_handle(&self, element: &Element) {
        self.depth.set(self.depth.get() + 1);
        self.formatting.set(self.formatting.get() + usize::from(element.is_formatting));
    }
}

#[derive(Default)]
struct Counter {
    elements: Cell<usize>,
    attribute_bytes: Cell<usize>,
}

impl TreeSink for Counter {
    type Handle = Element;
    type Output = ();
    type ElemName<'a> = ExpandedName<'a>;

    fn finish(self) {}

    fn get_document(&self) -> Element {
        element(QualName::new(None, ns!(), local_name!("")))
    }

    fn elem_name<'a>(&'a self, element: &'a Element) -> ExpandedName<'a> {
        element.name.expanded()
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, _: ElementFlags) -> Element {
        let bytes: usize = attributes.iter().map(|attribute| attribute.value.len()).sum();
        self.elements.set(self.elements.get() + 1);
        self.attribute_bytes.set(self.attribute_bytes.get() + bytes);
        element(name)
    }

    fn same_node(&self, one: &Element, other: &Element) -> bool {
        Rc::ptr_eq(one, other)
    }

    fn get_template_contents(&self, template: &Element) -> Element {
        template.clone()
    }

    fn create_comment(&self, _: StrTendril) -> Element {
        self.get_document()
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> Element {
        self.get_document()
    }

    fn parse_error(&self, _: Cow<'static, str>) {}
    fn append(&self, _: &Element, _: NodeOrText<Element>) {}
    fn append_based_on_parent_node(&self, _: &Element, _: &Element, _: NodeOrText<Element>) {}
    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}
    fn append_before_sibling(&self, _: &Element, _: NodeOrText<Element>) {}
    fn add_attrs_if_missing(&self, _: &Element, _: Vec<Attribute>) {}
    fn remove_from_parent(&self, _: &Element) {}
    fn reparent_children(&self, _: &Element, _: &Element) {}
    fn set_quirks_mode(&self, _: QuirksMode) {}
}
