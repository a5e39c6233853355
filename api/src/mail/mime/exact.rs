//! The promise of a size, kept: a stream that ends early or late is an error, never a shorter message.

use bytes::Bytes;
use futures::stream::BoxStream;
use futures::{StreamExt as _, stream};

use crate::mail::error::MailError;

/// Passes a stream on and fails when it does not hold exactly `size` bytes. What is too much is not passed on.
pub fn exactly(
    size: u64,
    bytes: BoxStream<'static, Result<Bytes, MailError>>,
) -> BoxStream<'static, Result<Bytes, MailError>> {
    stream::unfold(Some((size, bytes)), |state| async move {
        let (left, mut bytes) = state?;
        match bytes.next().await {
            None if left == 0 => None,
            None => Some((Err(broken("it ended early")), None)),
            Some(Err(error)) => Some((Err(error), None)),
            Some(Ok(chunk)) => match left.checked_sub(chunk.len() as u64) {
                Some(left) => Some((Ok(chunk), Some((left, bytes)))),
                None => Some((Err(broken("it is longer than announced")), None)),
            },
        }
    })
    .boxed()
}

fn broken(reason: &str) -> MailError {
    MailError::Source(reason.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::TryStreamExt as _;

    async fn pass(size: u64, text: &'static str) -> Result<Vec<Bytes>, MailError> {
        exactly(size, stream::iter([Ok(Bytes::from_static(text.as_bytes()))]).boxed()).try_collect().await
    }

    #[tokio::test]
    async fn a_stream_that_breaks_its_promise_is_an_error() {
        assert_eq!(pass(5, "hello").await.unwrap().concat(), b"hello");
        assert!(pass(4, "hello").await.is_err());
        assert!(pass(6, "hello").await.is_err());
    }
}
