//! One error for the whole library: a stable code, the argument at fault, what it must be, what it was.
//!
//! The binding maps [`Code::name`] onto `ERR_MARGINALS_…`; the façade puts the name of the called function
//! in front. Messages carry sizes, indices and names, never the caller's data.
use std::borrow::Cow;
use std::fmt;

/// Result of everything that can fail in `marginals`.
pub type Result<T> = std::result::Result<T, Error>;

/// Stable kind of an [`Error`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Code {
    /// A value of the wrong kind, an unknown name, a contradiction between options.
    Argument,
    /// Lengths or dimensions that do not fit together.
    Shape,
    /// A number outside its range.
    Range,
    /// NaN or an infinity where a finite number is needed.
    NonFinite,
    /// A missing value where none is allowed.
    Missing,
    /// A combination that has no meaning or no implementation.
    Unsupported,
    /// An iteration stopped before it reached its tolerance.
    NotConverged,
    /// The memory limit would be passed.
    OutOfMemory,
    /// A limit of the library (states, evaluations, length) would be passed.
    Limit,
    /// A user's function failed or answered what it must not.
    Callback,
    /// A user's function called back into the object that was calling it.
    Reentrant,
    /// A fault of ours.
    Internal,
    /// Something could not be loaded or read.
    Load,
    /// The run was cancelled.
    Aborted,
}

impl Code {
    /// The word behind `ERR_MARGINALS_`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Code::Argument => "ARGUMENT",
            Code::Shape => "SHAPE",
            Code::Range => "RANGE",
            Code::NonFinite => "NON_FINITE",
            Code::Missing => "MISSING",
            Code::Unsupported => "UNSUPPORTED",
            Code::NotConverged => "NOT_CONVERGED",
            Code::OutOfMemory => "OUT_OF_MEMORY",
            Code::Limit => "LIMIT",
            Code::Callback => "CALLBACK",
            Code::Reentrant => "REENTRANT",
            Code::Internal => "INTERNAL",
            Code::Load => "LOAD",
            Code::Aborted => "ABORTED",
        }
    }
}

/// What went wrong, where, and what would have been right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    code: Code,
    argument: Option<Cow<'static, str>>,
    expected: String,
    received: Option<String>,
}

impl Error {
    fn about(
        code: Code,
        argument: impl Into<Cow<'static, str>>,
        expected: impl fmt::Display,
        received: impl fmt::Display,
    ) -> Self {
        Error {
            code,
            argument: Some(argument.into()),
            expected: expected.to_string(),
            received: Some(received.to_string()),
        }
    }

    fn plain(code: Code, message: impl fmt::Display) -> Self {
        Error { code, argument: None, expected: message.to_string(), received: None }
    }

    /// `argument` must be `expected`, but was `received`.
    pub fn argument(
        argument: impl Into<Cow<'static, str>>,
        expected: impl fmt::Display,
        received: impl fmt::Display,
    ) -> Self {
        Self::about(Code::Argument, argument, expected, received)
    }

    /// A length or dimension of `argument` does not fit.
    pub fn shape(
        argument: impl Into<Cow<'static, str>>,
        expected: impl fmt::Display,
        received: impl fmt::Display,
    ) -> Self {
        Self::about(Code::Shape, argument, expected, received)
    }

    /// A number in `argument` is outside its range.
    pub fn range(
        argument: impl Into<Cow<'static, str>>,
        expected: impl fmt::Display,
        received: impl fmt::Display,
    ) -> Self {
        Self::about(Code::Range, argument, expected, received)
    }

    /// A number in `argument` is NaN or infinite.
    pub fn non_finite(
        argument: impl Into<Cow<'static, str>>,
        expected: impl fmt::Display,
        received: impl fmt::Display,
    ) -> Self {
        Self::about(Code::NonFinite, argument, expected, received)
    }

    /// `argument` has a missing value.
    pub fn missing(
        argument: impl Into<Cow<'static, str>>,
        expected: impl fmt::Display,
        received: impl fmt::Display,
    ) -> Self {
        Self::about(Code::Missing, argument, expected, received)
    }

    /// `argument` asks for something that does not exist in this combination.
    pub fn unsupported(
        argument: impl Into<Cow<'static, str>>,
        expected: impl fmt::Display,
        received: impl fmt::Display,
    ) -> Self {
        Self::about(Code::Unsupported, argument, expected, received)
    }

    /// `argument` would pass a limit of the library.
    pub fn limit(
        argument: impl Into<Cow<'static, str>>,
        expected: impl fmt::Display,
        received: impl fmt::Display,
    ) -> Self {
        Self::about(Code::Limit, argument, expected, received)
    }

    /// A user's function answered `received`.
    pub fn callback(
        argument: impl Into<Cow<'static, str>>,
        expected: impl fmt::Display,
        received: impl fmt::Display,
    ) -> Self {
        Self::about(Code::Callback, argument, expected, received)
    }

    /// An iteration did not reach its tolerance.
    pub fn not_converged(message: impl fmt::Display) -> Self {
        Self::plain(Code::NotConverged, message)
    }

    /// `needed` bytes would pass the `limit`, of which `in_use` are taken.
    pub fn out_of_memory(what: impl fmt::Display, needed: u64, in_use: u64, limit: u64) -> Self {
        Self::plain(
            Code::OutOfMemory,
            format_args!(
                "{what} needs {needed} bytes, but of the limit of {limit} bytes {in_use} are in use; \
                 raise it with configure({{ memory }})"
            ),
        )
    }

    /// The system refuses memory that could not be gone without.
    #[must_use]
    pub fn memory_refused() -> Self {
        Self::plain(
            Code::OutOfMemory,
            "the system refuses more memory; free some, give less at once or run fewer jobs at a time",
        )
    }

    /// Something could not be loaded or read.
    pub fn load(message: impl fmt::Display) -> Self {
        Self::plain(Code::Load, message)
    }

    /// A broken invariant of ours.
    pub fn internal(message: impl fmt::Display) -> Self {
        Self::plain(Code::Internal, message)
    }

    /// The run was cancelled.
    #[must_use]
    pub fn aborted() -> Self {
        Self::plain(Code::Aborted, "the operation was aborted")
    }

    /// Stable kind.
    #[must_use]
    pub fn code(&self) -> Code {
        self.code
    }

    /// Name of the argument at fault, where there is one.
    #[must_use]
    pub fn argument_name(&self) -> Option<&str> {
        self.argument.as_deref()
    }

    /// What would have been right (or the whole message where no single argument is at fault).
    #[must_use]
    pub fn expected(&self) -> &str {
        &self.expected
    }

    /// What was there instead.
    #[must_use]
    pub fn received(&self) -> Option<&str> {
        self.received.as_deref()
    }

    /// Whether the run was cancelled.
    #[must_use]
    pub fn is_aborted(&self) -> bool {
        self.code == Code::Aborted
    }

    /// The same fault under another argument's name (`transition` seen from `chain`, say).
    #[must_use]
    pub fn renamed(mut self, argument: impl Into<Cow<'static, str>>) -> Self {
        self.argument = Some(argument.into());
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.argument, &self.received) {
            (Some(argument), Some(received)) => {
                write!(f, "{argument} must be {}, received {received}", self.expected)
            }
            _ => f.write_str(&self.expected),
        }
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_was_wrong_and_what_would_be_right() {
        let error = Error::range("size", "an integer in 1..=5 (coordinates of the chain)", 6);
        assert_eq!(
            error.to_string(),
            "size must be an integer in 1..=5 (coordinates of the chain), received 6"
        );
        assert_eq!(error.code().name(), "RANGE");
        assert_eq!(error.argument_name(), Some("size"));
    }

    #[test]
    fn memory_errors_carry_needed_and_limit() {
        let text = Error::out_of_memory("the pair law", 10, 3, 12).to_string();
        assert!(
            text.contains("10 bytes") && text.contains("limit of 12 bytes") && text.contains("3 are in use")
        );
    }
}
