//! The CSS properties that mail may set.
//!
//! Kept out on purpose: `position`, `z-index`, `inset`, `transform`, `clip` (they lay things over others), `content`
//! (text that is not in the mail), `behavior`, `-moz-binding`, `filter` (they ran code once), `cursor`, `mask`,
//! `border-image`, `shape-outside` (further ways to load), `animation`, `transition` (movement and time), custom
//! properties (they carry values past every filter).

/// Whether a property, in lower case, is on the list.
pub(super) fn allows(name: &str) -> bool {
    PROPERTIES.binary_search(&name).is_ok()
}

pub(super) const PROPERTIES: &[&str] = &[
    "-ms-text-size-adjust", "-webkit-text-size-adjust", "align-content", "align-items", "align-self", "aspect-ratio",
    "background", "background-clip", "background-color", "background-image", "background-origin",
    "background-position", "background-position-x", "background-position-y", "background-repeat", "background-size",
    "border", "border-bottom", "border-bottom-color", "border-bottom-left-radius", "border-bottom-right-radius",
    "border-bottom-style", "border-bottom-width", "border-collapse", "border-color", "border-left",
    "border-left-color", "border-left-style", "border-left-width", "border-radius", "border-right",
    "border-right-color", "border-right-style", "border-right-width", "border-spacing", "border-style", "border-top",
    "border-top-color", "border-top-left-radius", "border-top-right-radius", "border-top-style", "border-top-width",
    "border-width", "box-shadow", "box-sizing", "caption-side", "clear", "color", "column-gap", "direction",
    "display", "empty-cells", "flex", "flex-basis", "flex-direction", "flex-flow", "flex-grow", "flex-shrink",
    "flex-wrap", "float", "font", "font-family", "font-size", "font-size-adjust", "font-stretch", "font-style",
    "font-variant", "font-weight", "gap", "height", "hyphens", "justify-content", "justify-items", "letter-spacing",
    "line-height", "list-style", "list-style-image", "list-style-position", "list-style-type", "margin",
    "margin-bottom", "margin-left", "margin-right", "margin-top", "max-height", "max-width", "min-height",
    "min-width", "object-fit", "object-position", "opacity", "order", "outline", "outline-color", "outline-style",
    "outline-width", "overflow", "overflow-wrap", "overflow-x", "overflow-y", "padding", "padding-bottom",
    "padding-left", "padding-right", "padding-top", "row-gap", "table-layout", "text-align", "text-align-last",
    "text-decoration", "text-decoration-color", "text-decoration-line", "text-decoration-style",
    "text-decoration-thickness", "text-indent", "text-overflow", "text-shadow", "text-size-adjust", "text-transform",
    "text-underline-offset", "unicode-bidi", "vertical-align", "visibility", "white-space", "width", "word-break",
    "word-spacing", "word-wrap", "writing-mode",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_properties_are_sorted_so_that_they_can_be_searched() {
        assert!(PROPERTIES.is_sorted());
    }
}
