//! Questions answered on a thread of their own, of which only the latest matters.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

/// A thread that answers the latest question; those asked while it was busy are passed over. It ends with its handle.
#[derive(Debug)]
pub struct Latest<Q, A> {
    questions: Sender<(u64, Q)>,
    answers: Receiver<(u64, A)>,
    asked: u64,
}

impl<Q: Send + 'static, A: Send + 'static> Latest<Q, A> {
    /// Starts the thread, by this name; `wake` is called after each answer. A question that makes it panic has no
    /// answer.
    pub fn start(
        name: &str,
        wake: Arc<dyn Fn() + Send + Sync>,
        answer: impl Fn(Q) -> A + Send + 'static,
    ) -> Latest<Q, A> {
        let (questions, asked) = channel::<(u64, Q)>();
        let (told, answers) = channel();
        let work = move || {
            while let Ok(first) = asked.recv() {
                let (number, question) = asked.try_iter().last().unwrap_or(first);
                if let Ok(found) = catch_unwind(AssertUnwindSafe(|| answer(question))) {
                    if told.send((number, found)).is_err() {
                        return;
                    }
                    wake();
                }
            }
        };
        // Without the thread there are no answers, and nothing else is lost.
        let _ = thread::Builder::new().name(name.to_owned()).spawn(work);
        Latest { questions, answers, asked: 0 }
    }

    /// Asks; answers to earlier questions no longer matter.
    pub fn ask(&mut self, question: Q) {
        self.asked += 1;
        let _ = self.questions.send((self.asked, question));
    }

    /// The answer to the latest question, once it is there. Waits for nothing.
    pub fn answer(&self) -> Option<A> {
        self.answers.try_iter().filter(|(number, _)| *number == self.asked).last().map(|(_, answer)| answer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn only_the_latest_question_is_answered_and_a_panic_is_survived() {
        let (begin, begun) = channel::<()>();
        let (woken, wake) = channel::<()>();
        let work = move |question: u32| {
            let _ = begun.recv();
            assert!(question != 13, "a question that cannot be answered");
            question * 2
        };
        let wake_up = Arc::new(move || {
            let _ = woken.send(());
        });
        let mut latest = Latest::start("test", wake_up, work);
        let hook = std::panic::take_hook();
        std::panic::set_hook(Box::new(|_| {}));
        for question in [13, 2, 3] {
            latest.ask(question);
            if question == 13 {
                thread::sleep(Duration::from_millis(50));
            }
        }
        let _ = (begin.send(()), begin.send(()));
        assert!(wake.recv_timeout(Duration::from_secs(20)).is_ok());
        assert_eq!((latest.answer(), latest.answer()), (Some(6), None));
        std::panic::set_hook(hook);
    }
}
