//! The letter box between an optimizer and a callback that lives elsewhere.
use marginals_core::{Error, Result};
use std::future::poll_fn;
use std::sync::Mutex;
use std::task::Poll;

/// A question to the callback: f(S + e) − f(S) for every candidate e, or whether S + e is independent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Elements whose gains are wanted.
    pub candidates: Vec<u32>,
    /// S, in the order its elements were added.
    pub selected: Vec<u32>,
    /// The matroid that is asked; none for gains.
    pub matroid: Option<u32>,
}

#[derive(Debug, Default)]
struct Letters {
    question: Option<Question>,
    answer: Option<Vec<f64>>,
}

/// Holds one open question and its answer.
#[derive(Debug, Default)]
pub(crate) struct Mailbox(Mutex<Letters>);

impl Mailbox {
    /// Leaves a question and waits, pending, for the answer.
    pub async fn ask(&self, question: Question) -> Result<Vec<f64>> {
        let mut question = Some(question);
        poll_fn(move |_| {
            let Ok(mut letters) = self.0.lock() else {
                return Poll::Ready(Err(Error::internal("the session's letter box is poisoned")));
            };
            if let Some(question) = question.take() {
                letters.question = Some(question);
                letters.answer = None;
                return Poll::Pending;
            }
            match letters.answer.take() {
                Some(answer) => Poll::Ready(Ok(answer)),
                None => Poll::Pending,
            }
        })
        .await
    }

    /// The open question.
    pub fn question(&self) -> Option<Question> {
        self.0.lock().ok().and_then(|letters| letters.question.clone())
    }

    /// Answers the open question.
    ///
    /// # Errors
    /// [`Code::Callback`](marginals_core::Code::Callback) when there is no open question, or when the answer
    /// has the wrong length or a number that is not finite; the question then stays open.
    pub fn answer(&self, gains: Vec<f64>) -> Result<()> {
        let mut letters =
            self.0.lock().map_err(|_| Error::internal("the session's letter box is poisoned"))?;
        let Some(question) = &letters.question else {
            return Err(Error::callback(
                "gains",
                "answered once for every question",
                "an answer unasked for",
            ));
        };
        if gains.len() != question.candidates.len() {
            let expected = format!("one number for each of {} candidates", question.candidates.len());
            return Err(Error::callback("gains", expected, format_args!("{} numbers", gains.len())));
        }
        if let Some(at) = gains.iter().position(|gain| !gain.is_finite()) {
            let received = format!("{} for element {}", gains[at], question.candidates[at]);
            return Err(Error::callback("gains", "finite numbers", received));
        }
        letters.question = None;
        letters.answer = Some(gains);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::future::Future;
    use std::pin::pin;
    use std::task::{Context, Waker};

    #[test]
    fn waits_for_a_proper_answer() {
        let mailbox = Mailbox::default();
        assert!(mailbox.answer(vec![]).is_err());
        let mut asking =
            pin!(mailbox.ask(Question { candidates: vec![3, 1], selected: vec![0], matroid: None }));
        let mut context = Context::from_waker(Waker::noop());
        assert!(asking.as_mut().poll(&mut context).is_pending());
        let question = Question { candidates: vec![3, 1], selected: vec![0], matroid: None };
        assert_eq!(mailbox.question(), Some(question));
        assert!(asking.as_mut().poll(&mut context).is_pending());
        let short = mailbox.answer(vec![1.0]).unwrap_err();
        assert_eq!(
            short.to_string(),
            "gains must be one number for each of 2 candidates, received 1 numbers"
        );
        let odd = mailbox.answer(vec![1.0, f64::NAN]).unwrap_err();
        assert_eq!(odd.to_string(), "gains must be finite numbers, received NaN for element 1");
        mailbox.answer(vec![1.0, 2.0]).unwrap();
        assert_eq!(asking.as_mut().poll(&mut context), Poll::Ready(Ok(vec![1.0, 2.0])));
        assert_eq!(mailbox.question(), None);
    }
}
