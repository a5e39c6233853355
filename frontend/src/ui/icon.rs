//! Icons: one set, drawn for Gatepost on a 24 px grid with a stroke of 1.75. Each is one path.

use leptos::prelude::*;

macro_rules! icons {
    ($($name:ident = $path:literal;)+) => {
        /// The name of an icon.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[expect(dead_code, reason = "the set was drawn as a whole; not every icon has found its place yet")]
        pub enum IconName { $($name,)+ }

        impl IconName {
            /// The outline, as SVG path data.
            fn path(self) -> &'static str {
                match self { $(Self::$name => $path,)+ }
            }
        }
    };
}

icons! {
    Archive = "M4 4.5h16v4H4zM5.5 8.5v9.4a1.6 1.6 0 0 0 1.6 1.6h9.8a1.6 1.6 0 0 0 1.6-1.6V8.5M10 12.5h4";
    Bell = "M6.5 16.5V11a5.5 5.5 0 0 1 11 0v5.5l1.5 1.5H5zM10 20.5h4";
    Check = "M5 12.5l4.8 5L19 7";
    ChevronDown = "M6 9.5l6 6 6-6";
    ChevronLeft = "M14.5 6l-6 6 6 6";
    ChevronRight = "M9.5 6l6 6-6 6";
    ChevronUp = "M6 14.5l6-6 6 6";
    Clock = "M12 3.8a8.2 8.2 0 1 0 0 16.4 8.2 8.2 0 0 0 0-16.4zM12 7.5V12l3 2";
    Close = "M6 6l12 12M18 6L6 18";
    Code = "M8.5 7l-5 5 5 5M15.5 7l5 5-5 5";
    Collapse = "M20 4l-6.5 6.5M13.5 5v5.5H19M4 20l6.5-6.5M10.5 19v-5.5H5";
    Compose = "M11 4.5H6.1a1.6 1.6 0 0 0-1.6 1.6v11.8a1.6 1.6 0 0 0 1.6 1.6h11.8a1.6 1.6 0 0 0 1.6-1.6V13M17.6 3.9a1.8 1.8 0 0 1 2.5 2.5L12.5 14 9 15l1-3.5z";
    Disk = "M12 4c4.1 0 7.5 1.2 7.5 2.8S16.1 9.6 12 9.6 4.5 8.4 4.5 6.8 7.9 4 12 4zM4.5 6.8v10.4C4.5 18.8 7.9 20 12 20s7.5-1.2 7.5-2.8V6.8M4.5 12c0 1.6 3.4 2.8 7.5 2.8s7.5-1.2 7.5-2.8";
    Download = "M12 4v11M7.5 10.8l4.5 4.5 4.5-4.5M4.5 19.5h15";
    Drafts = "M11.5 20.5H6.6A1.6 1.6 0 0 1 5 18.9V5.1a1.6 1.6 0 0 1 1.6-1.6H14l4.5 4.5v1.5M13.8 3.8v4.4h4.4M19 12.4a1.5 1.5 0 0 1 2.1 2.1L16 19.6l-2.9.8.8-2.9z";
    Expand = "M14 4.5h5.5V10M10 19.5H4.5V14M19.5 4.5L13 11M4.5 19.5L11 13";
    Eye = "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z";
    EyeOff = "M9.7 5.8A9 9 0 0 1 12 5.5c6 0 9.5 6.5 9.5 6.5a16 16 0 0 1-2.4 3.1M6.2 7.2A16 16 0 0 0 2.5 12s3.5 6.5 9.5 6.5a9 9 0 0 0 5-1.6M4 4l16 16M9.9 9.9a3 3 0 0 0 4.2 4.2";
    File = "M13.5 3.5H6.6A1.6 1.6 0 0 0 5 5.1v13.8a1.6 1.6 0 0 0 1.6 1.6h10.8a1.6 1.6 0 0 0 1.6-1.6V9zM13.5 3.5V9H19";
    FileArchive = "M13.5 3.5H6.6A1.6 1.6 0 0 0 5 5.1v13.8a1.6 1.6 0 0 0 1.6 1.6h10.8a1.6 1.6 0 0 0 1.6-1.6V9zM13.5 3.5V9H19M9 7h1.5M9 10h1.5M8.5 13h2.5v3.5H8.5z";
    FileAudio = "M13.5 3.5H6.6A1.6 1.6 0 0 0 5 5.1v13.8a1.6 1.6 0 0 0 1.6 1.6h10.8a1.6 1.6 0 0 0 1.6-1.6V9zM13.5 3.5V9H19M9.5 15.5a1.3 1.3 0 1 0 0 2.6 1.3 1.3 0 0 0 0-2.6zM10.8 16.8v-4.6l3.7-.8";
    FileSheet = "M13.5 3.5H6.6A1.6 1.6 0 0 0 5 5.1v13.8a1.6 1.6 0 0 0 1.6 1.6h10.8a1.6 1.6 0 0 0 1.6-1.6V9zM13.5 3.5V9H19M8.5 12.5h7v5h-7zM12 12.5v5M8.5 15h7";
    FileText = "M13.5 3.5H6.6A1.6 1.6 0 0 0 5 5.1v13.8a1.6 1.6 0 0 0 1.6 1.6h10.8a1.6 1.6 0 0 0 1.6-1.6V9zM13.5 3.5V9H19M8.5 13h7M8.5 16.5h5";
    FileVideo = "M13.5 3.5H6.6A1.6 1.6 0 0 0 5 5.1v13.8a1.6 1.6 0 0 0 1.6 1.6h10.8a1.6 1.6 0 0 0 1.6-1.6V9zM13.5 3.5V9H19M10 12.2v5l4-2.5z";
    Folder = "M3.5 18.4V6.1a1.6 1.6 0 0 1 1.6-1.6h4L11.3 7h7.6a1.6 1.6 0 0 1 1.6 1.6v9.8a1.6 1.6 0 0 1-1.6 1.6H5.1a1.6 1.6 0 0 1-1.6-1.6z";
    Forward = "M14.5 5.5L20 11l-5.5 5.5M19.5 11h-8.8A6.7 6.7 0 0 0 4 17.7v.8";
    Funnel = "M4 5.5h16l-6.2 7.3V19l-3.6-2v-4.2z";
    Globe = "M12 3.8a8.2 8.2 0 1 0 0 16.4 8.2 8.2 0 0 0 0-16.4zM4 12h16M12 4c2.3 2.2 3.4 4.9 3.4 8s-1.1 5.8-3.4 8c-2.3-2.2-3.4-4.9-3.4-8S9.7 6.2 12 4z";
    Help = "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM9.6 9.5a2.4 2.4 0 1 1 3.6 2.1c-.8.5-1.2 1-1.2 1.9M12 16.5h.01";
    Image = "M5.1 4.5h13.8a1.6 1.6 0 0 1 1.6 1.6v11.8a1.6 1.6 0 0 1-1.6 1.6H5.1a1.6 1.6 0 0 1-1.6-1.6V6.1a1.6 1.6 0 0 1 1.6-1.6zM8.7 8a1.6 1.6 0 1 0 0 3.2 1.6 1.6 0 0 0 0-3.2zM4 17.5l5-4.5 3.5 3 3.5-3.5 4.5 4.5";
    Inbox = "M3.5 13.5h4.7l1.6 2.7h4.4l1.6-2.7h4.7M3.5 13.5L6 5.6a1.6 1.6 0 0 1 1.5-1.1h9A1.6 1.6 0 0 1 18 5.6l2.5 7.9v4.4a1.6 1.6 0 0 1-1.6 1.6H5.1a1.6 1.6 0 0 1-1.6-1.6z";
    Info = "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM12 11.2V16M12 8h.01";
    Junk = "M8.6 3.5h6.8l5.1 5.1v6.8l-5.1 5.1H8.6l-5.1-5.1V8.6zM12 8v4.6M12 16h.01";
    Keyboard = "M4.6 6h14.8A1.6 1.6 0 0 1 21 7.6v8.8a1.6 1.6 0 0 1-1.6 1.6H4.6A1.6 1.6 0 0 1 3 16.4V7.6A1.6 1.6 0 0 1 4.6 6zM7 10h.01M10.3 10h.01M13.7 10h.01M17 10h.01M8.5 14.2h7";
    MarkRead = "M3.5 10.2L12 4l8.5 6.2v8.2a1.6 1.6 0 0 1-1.6 1.6H5.1a1.6 1.6 0 0 1-1.6-1.6zM3.8 10.6l8.2 4.9 8.2-4.9";
    MarkUnread = "M14 5.5H5.1a1.6 1.6 0 0 0-1.6 1.6v9.8a1.6 1.6 0 0 0 1.6 1.6h13.8a1.6 1.6 0 0 0 1.6-1.6v-5.4M4 7.5l8 5.7 3.4-2.4M19 4.2a2.3 2.3 0 1 0 0 4.6 2.3 2.3 0 0 0 0-4.6z";
    Menu = "M4 6.5h16M4 12h16M4 17.5h16";
    Minimise = "M5 18.5h14";
    Monitor = "M4.6 4.5h14.8A1.6 1.6 0 0 1 21 6.1v8.8a1.6 1.6 0 0 1-1.6 1.6H4.6A1.6 1.6 0 0 1 3 14.9V6.1a1.6 1.6 0 0 1 1.6-1.6zM12 16.5v3.5M8.5 20h7";
    Moon = "M19.5 14.2A8 8 0 0 1 9.8 4.5a8 8 0 1 0 9.7 9.7z";
    More = "M5.5 11.3a.7.7 0 1 0 0 1.4.7.7 0 0 0 0-1.4zM12 11.3a.7.7 0 1 0 0 1.4.7.7 0 0 0 0-1.4zM18.5 11.3a.7.7 0 1 0 0 1.4.7.7 0 0 0 0-1.4z";
    Move = "M3.5 18.4V6.1a1.6 1.6 0 0 1 1.6-1.6h4L11.3 7h7.6a1.6 1.6 0 0 1 1.6 1.6v9.8a1.6 1.6 0 0 1-1.6 1.6H5.1a1.6 1.6 0 0 1-1.6-1.6zM8.5 13.5h7M12.8 10.8l2.7 2.7-2.7 2.7";
    Palette = "M12 3.8a8.2 8.2 0 0 0 0 16.4c1.3 0 1.9-.8 1.9-1.7 0-1.5-1.3-1.6-1.3-2.9 0-.9.7-1.5 1.8-1.5h2.2c2 0 3.6-1.5 3.6-3.6 0-3.8-3.7-6.7-8.2-6.7zM7.8 11.5h.01M10.3 7.8h.01M14.6 7.9h.01";
    Paperclip = "M19.5 11.2l-7.7 7.7a4.6 4.6 0 0 1-6.5-6.5l8.2-8.2a3.1 3.1 0 0 1 4.3 4.3l-8.1 8.2a1.5 1.5 0 0 1-2.2-2.2l7.2-7.2";
    People = "M9 4.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM2.5 19.5a6.5 6.5 0 0 1 13 0M15.5 4.8a3.5 3.5 0 0 1 0 6.4M17.6 13.9a6.5 6.5 0 0 1 3.9 5.6";
    Pencil = "M15.8 4.7a2.4 2.4 0 0 1 3.5 3.5L8.5 19l-4.5 1 1-4.5zM14 6.5l3.5 3.5";
    Plus = "M12 5v14M5 12h14";
    Print = "M7.5 9V4h9v5M7.5 17H5.1a1.6 1.6 0 0 1-1.6-1.6v-4.8A1.6 1.6 0 0 1 5.1 9h13.8a1.6 1.6 0 0 1 1.6 1.6v4.8a1.6 1.6 0 0 1-1.6 1.6h-2.4M7.5 14h9v6h-9z";
    Refresh = "M19.5 5v4.5H15M19.2 9.5A7.8 7.8 0 1 0 19.5 14";
    Reply = "M9.5 5.5L4 11l5.5 5.5M4.5 11h8.8a6.7 6.7 0 0 1 6.7 6.7v.8";
    ReplyAll = "M7.5 6l-5 5 5 5M12.5 6l-5 5 5 5M8 11h6.5a6.5 6.5 0 0 1 6.5 6.5v1";
    Search = "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM16 16l4.5 4.5";
    Send = "M4.5 4.5L20.5 12l-16 7.5L6.7 12zM6.7 12H14";
    Sent = "M20.5 3.5L3.5 9.6l6.9 3.1M20.5 3.5l-6.1 17-4-7.8M20.5 3.5l-10.1 9.2";
    Settings = "M4 7.5h9M17 7.5h3M4 16.5h3M11 16.5h9M15 5.5a2 2 0 1 0 0 4 2 2 0 0 0 0-4zM9 14.5a2 2 0 1 0 0 4 2 2 0 0 0 0-4z";
    Shield = "M12 3.5l7.5 2.8v5.2c0 4.5-3 7.5-7.5 9-4.5-1.5-7.5-4.5-7.5-9V6.3z";
    SignOut = "M10 4.5H6.1a1.6 1.6 0 0 0-1.6 1.6v11.8a1.6 1.6 0 0 0 1.6 1.6H10M15.5 8l4 4-4 4M19 12H9.5";
    Spinner = "M12 3.5a8.5 8.5 0 1 1-8.5 8.5";
    Star = "M12 3.6l2.6 5.3 5.8.8-4.2 4.1 1 5.8L12 16.9l-5.2 2.7 1-5.8-4.2-4.1 5.8-.8z";
    StarFilled = "M12 3.6l2.6 5.3 5.8.8-4.2 4.1 1 5.8L12 16.9l-5.2 2.7 1-5.8-4.2-4.1 5.8-.8z";
    Sun = "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4";
    Tag = "M4.5 4.5h7l8 8-7 7-8-8zM8.2 8.2h.01";
    Trash = "M4.5 6.5h15M9.5 6.5V4.6a1.1 1.1 0 0 1 1.1-1.1h2.8a1.1 1.1 0 0 1 1.1 1.1v1.9M6.5 6.5L7.3 19a1.6 1.6 0 0 0 1.6 1.5h6.2a1.6 1.6 0 0 0 1.6-1.5l.8-12.5M10.2 10.5v6M13.8 10.5v6";
    Upload = "M12 15V4M7.5 8.2L12 3.7l4.5 4.5M4.5 19.5h15";
    Undo = "M8.5 5l-4 4 4 4M5 9h8.7a5.4 5.4 0 0 1 0 10.8H9";
    User = "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4.5 20a7.5 7.5 0 0 1 15 0";
    Warning = "M12 4.2L21 19.5H3zM12 10v4.2M12 16.8h.01";
}

impl IconName {
    /// The icon for a file of this media type: `image/png`, `application/pdf`.
    pub fn for_media_type(media_type: &str) -> Self {
        let has = |word: &str| media_type.contains(word);
        match media_type.split_once('/').map_or("", |(kind, _)| kind) {
            "image" => Self::Image,
            "audio" => Self::FileAudio,
            "video" => Self::FileVideo,
            _ if has("sheet") || has("excel") || has("csv") => Self::FileSheet,
            "text" | "message" => Self::FileText,
            _ if has("pdf") || has("word") || has("document") || has("rtf") => Self::FileText,
            _ if has("zip") || has("tar") || has("compressed") || has("7z") || has("rar") => Self::FileArchive,
            _ => Self::File,
        }
    }

    fn class(self) -> &'static str {
        match self {
            Self::StarFilled => "icon icon-filled",
            Self::Spinner => "icon icon-spinning",
            _ => "icon",
        }
    }
}

/// A picture beside a text or inside a labelled button: it is hidden from screen readers.
#[component]
pub fn Icon(
    /// Which one.
    #[prop(into)]
    name: Signal<IconName>,
) -> impl IntoView {
    view! {
        <svg class=move || name.get().class() viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <path d=move || name.get().path() />
        </svg>
    }
}
