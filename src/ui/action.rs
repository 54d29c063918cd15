//! Everything a person can ask of the window by menu, key or palette: one list feeds all three.

use eframe::egui::{Context, Key, KeyboardShortcut, Modifiers};

use super::{Page, State};

/// Something a person can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// An empty project.
    New,
    /// A project or a data file.
    Open,
    /// A folder of pictures.
    OpenFolder,
    /// To the file it came from.
    Save,
    /// To another file.
    SaveAs,
    /// The window.
    Close,
    /// The last step.
    Undo,
    /// The last step undone.
    Redo,
    /// What is marked on the page in front.
    Delete,
    /// What is marked on the page in front, once more.
    Duplicate,
    /// Everything on the page in front.
    SelectAll,
    /// Everything on the page in front into sight.
    Fit,
    /// Everything on the page in front in order.
    Tidy,
    /// Start, hold or go on with the training.
    Train,
    /// From fresh weights.
    TrainAnew,
    /// End the training.
    Stop,
    /// The other theme.
    Theme,
    /// All commands.
    Palette,
    /// What keys and hands do.
    Shortcuts,
    /// A page.
    Show(Page),
}

/// Where an action stands among the menus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Menu {
    /// Opening and saving.
    File,
    /// Changing.
    Edit,
    /// Training.
    Train,
    /// Looking.
    View,
    /// Finding out.
    Help,
}

const COMMAND_SHIFT: Modifiers = Modifiers { command: true, shift: true, ..Modifiers::NONE };

impl Action {
    /// Every action, in the order of the menus.
    pub const ALL: [Action; 26] = [
        Action::New,
        Action::Open,
        Action::OpenFolder,
        Action::Save,
        Action::SaveAs,
        Action::Close,
        Action::Undo,
        Action::Redo,
        Action::SelectAll,
        Action::Duplicate,
        Action::Delete,
        Action::Train,
        Action::TrainAnew,
        Action::Stop,
        Action::Fit,
        Action::Tidy,
        Action::Show(Page::Start),
        Action::Show(Page::Data),
        Action::Show(Page::Network),
        Action::Show(Page::Train),
        Action::Show(Page::Evaluate),
        Action::Show(Page::Inspect),
        Action::Show(Page::Export),
        Action::Theme,
        Action::Palette,
        Action::Shortcuts,
    ];

    /// The menu that it is in.
    pub fn menu(self) -> Menu {
        match self {
            Action::New | Action::Open | Action::OpenFolder | Action::Save | Action::SaveAs | Action::Close => {
                Menu::File
            }
            Action::Undo | Action::Redo | Action::Delete | Action::Duplicate | Action::SelectAll => Menu::Edit,
            Action::Train | Action::TrainAnew | Action::Stop => Menu::Train,
            Action::Fit | Action::Tidy | Action::Theme | Action::Show(_) => Menu::View,
            Action::Palette | Action::Shortcuts => Menu::Help,
        }
    }

    /// Its name in menus and in the palette.
    pub fn title(self) -> &'static str {
        match self {
            Action::New => "New project",
            Action::Open => "Open file…",
            Action::OpenFolder => "Open folder…",
            Action::Save => "Save",
            Action::SaveAs => "Save as…",
            Action::Close => "Close window",
            Action::Undo => "Undo",
            Action::Redo => "Redo",
            Action::Delete => "Delete",
            Action::Duplicate => "Duplicate",
            Action::SelectAll => "Select all",
            Action::Fit => "Fit into view",
            Action::Tidy => "Tidy up",
            Action::Train => "Train or pause",
            Action::TrainAnew => "Train from the beginning",
            Action::Stop => "Stop training",
            Action::Theme => "Light or dark",
            Action::Palette => "All commands…",
            Action::Shortcuts => "Keys and mouse…",
            Action::Show(Page::Start) => "Go to the start page",
            Action::Show(Page::Data) => "Go to Data",
            Action::Show(Page::Network) => "Go to Network",
            Action::Show(Page::Train) => "Go to Train",
            Action::Show(Page::Evaluate) => "Go to Evaluate",
            Action::Show(Page::Inspect) => "Go to Inspect",
            Action::Show(Page::Export) => "Go to Export",
        }
    }

    /// The keys that ask for it.
    pub fn keys(self) -> Option<KeyboardShortcut> {
        let key = |modifiers, key| Some(KeyboardShortcut::new(modifiers, key));
        match self {
            Action::New => key(Modifiers::COMMAND, Key::N),
            Action::Open => key(Modifiers::COMMAND, Key::O),
            Action::OpenFolder => key(COMMAND_SHIFT, Key::O),
            Action::Save => key(Modifiers::COMMAND, Key::S),
            Action::SaveAs => key(COMMAND_SHIFT, Key::S),
            Action::Close => key(Modifiers::COMMAND, Key::Q),
            Action::Undo => key(Modifiers::COMMAND, Key::Z),
            Action::Redo => key(COMMAND_SHIFT, Key::Z),
            Action::Delete => key(Modifiers::NONE, Key::Delete),
            Action::Duplicate => key(Modifiers::COMMAND, Key::D),
            Action::SelectAll => key(Modifiers::COMMAND, Key::A),
            Action::Fit => key(Modifiers::NONE, Key::F),
            Action::Tidy => key(Modifiers::NONE, Key::T),
            Action::Train => key(Modifiers::NONE, Key::Space),
            Action::TrainAnew => key(COMMAND_SHIFT, Key::Enter),
            Action::Stop => key(Modifiers::COMMAND, Key::Period),
            Action::Theme => None,
            Action::Palette => key(Modifiers::COMMAND, Key::K),
            Action::Shortcuts => key(Modifiers::NONE, Key::F1),
            Action::Show(page) => {
                let digits = [Key::Num0, Key::Num1, Key::Num2, Key::Num3, Key::Num4, Key::Num5, Key::Num6];
                key(Modifiers::COMMAND, digits[page as usize])
            }
        }
    }

    /// Its keys, for people to read.
    pub fn keys_spoken(self, ctx: &Context) -> Option<String> {
        Some(ctx.format_shortcut(&self.keys()?).replace("Period", ".").replace("Delete", "Del"))
    }

    /// Whether the page in front carries it out, if it can.
    pub fn is_of_page(self) -> bool {
        matches!(self, Action::Delete | Action::Duplicate | Action::SelectAll | Action::Fit | Action::Tidy)
    }

    /// Whether it can be asked for now.
    pub fn is_possible(self, state: &State) -> bool {
        match self {
            Action::Undo => state.document.can_undo(),
            Action::Redo => state.document.can_redo(),
            Action::Open | Action::OpenFolder | Action::SaveAs => !state.choosing,
            Action::Save => !state.choosing && (state.document.is_changed() || state.document.path.is_none()),
            Action::Train => state.can_go(),
            Action::TrainAnew => state.can_train(),
            Action::Stop => state.running().is_some(),
            action if action.is_of_page() => state.panel().is_some_and(|panel| panel.offers(action, state)),
            _ => true,
        }
    }
}
