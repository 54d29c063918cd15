//! A program as text, one op a line: what tests compare and people read.

use std::fmt::{self, Display, Formatter};

use super::{Place, Program, Source};
use crate::ops::{Element, Type, Value};

impl Display for Program {
    /// `%7 = conv2d(%5, conv2d_1/kernel, conv2d_1/bias) + bias + relu -> batch×26×26×32 in buffer 1`
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        for instruction in &self.instructions {
            let list = |values: &[Value]| values.iter().map(|&v| self.word(v)).collect::<Vec<_>>().join(", ");
            let (inputs, outputs) = (list(&instruction.inputs), list(&instruction.outputs));
            if !outputs.is_empty() {
                write!(f, "{outputs} = ")?;
            }
            write!(f, "{}({inputs})", instruction.op.key())?;
            let words = instruction.op.words();
            if !words.is_empty() {
                write!(f, " {}", words.trim_start())?;
            }
            for (place, &output) in instruction.outputs.iter().enumerate() {
                let comma = if place == 0 { " ->" } else { "," };
                write!(f, "{comma} {}{}", type_words(self.type_of(output)), self.place_words(output))?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}

impl Program {
    fn word(&self, value: Value) -> String {
        match self.sources[value.index()] {
            Source::Weight(place) => self.layout.weights[place].name.clone(),
            Source::State(place) => self.layout.states[place].name.clone(),
            Source::Op => format!("%{}", value.0),
        }
    }

    fn place_words(&self, value: Value) -> String {
        match self.memory.place(value) {
            Place::Buffer(buffer) => format!(" in buffer {buffer}"),
            Place::Gradient(weight) => format!(" in gradient of {}", self.layout.weights[weight].name),
            Place::Weight(_) | Place::State(_) | Place::Nowhere => String::new(),
        }
    }
}

fn type_words(of: &Type) -> String {
    let batch = if of.batched { "batch×" } else { "" };
    let indices = if of.element == Element::Index { " indices" } else { "" };
    format!("{batch}{}{indices}", of.shape)
}
