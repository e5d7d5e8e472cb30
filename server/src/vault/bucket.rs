//! Contents in a bucket of an S3-compatible store, as objects that are named by their hash.

use std::fs::File;
use std::sync::{Arc, OnceLock};

use chrono::Utc;
use futures_util::{StreamExt, TryStreamExt};
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::buffered::BufWriter;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};
use tokio::io::AsyncWriteExt;

use super::{Error, Kept, Received, Result, is_hash};

/// Which bucket. Keys and the like are read from the usual `AWS_…` variables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BucketSettings {
    /// The bucket's name.
    pub name: String,
    /// What stands before the names of all objects.
    pub prefix: String,
    /// The address of the service; Amazon's when `None`.
    pub endpoint: Option<String>,
    /// The region.
    pub region: Option<String>,
}

impl BucketSettings {
    /// Reads `s3://bucket/prefix`; the error is for the operator.
    pub fn parse(
        url: &str,
        endpoint: Option<String>,
        region: Option<String>,
    ) -> Result<Self, String> {
        let rest = url.strip_prefix("s3://").unwrap_or_default();
        let (name, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        if name.is_empty() {
            return Err("evidence_s3 is written s3://bucket or s3://bucket/prefix".into());
        }
        let prefix = prefix.trim_matches('/').to_owned();
        Ok(Self { name: name.to_owned(), prefix, endpoint, region })
    }
}

/// Contents in a bucket.
pub(super) struct Bucket {
    settings: BucketSettings,
    client: OnceLock<Arc<AmazonS3>>,
}

impl Bucket {
    pub(super) fn new(settings: BucketSettings) -> Self {
        Self { settings, client: OnceLock::new() }
    }

    /// The client, made when it is first needed.
    fn client(&self) -> Result<&Arc<AmazonS3>> {
        if let Some(client) = self.client.get() {
            return Ok(client);
        }
        // Several providers could be built in, so one has to be chosen; a second choice is no error.
        drop(rustls::crypto::ring::default_provider().install_default());
        let mut builder = AmazonS3Builder::from_env().with_bucket_name(&self.settings.name);
        if let Some(endpoint) = &self.settings.endpoint {
            let plain = endpoint.starts_with("http://");
            builder = builder.with_endpoint(endpoint).with_allow_http(plain);
        }
        if let Some(region) = &self.settings.region {
            builder = builder.with_region(region);
        }
        let client = Arc::new(builder.build()?);
        Ok(self.client.get_or_init(|| client))
    }

    fn shelf(&self) -> Path {
        Path::from(format!("{}/sha256", self.settings.prefix).trim_start_matches('/'))
    }

    fn place(&self, sha256: &str) -> Result<Path> {
        if !is_hash(sha256) {
            return Err(Error::Missing);
        }
        Ok(self.shelf().join(&sha256[..2]).join(sha256))
    }

    /// Sends the file in parts. The bucket answers when it has all of them; until then there is no
    /// object of this name.
    pub(super) async fn keep(&self, received: Received) -> Result<()> {
        let place = self.place(&received.sha256)?;
        let client: Arc<dyn ObjectStore> = Arc::clone(self.client()?) as _;
        let mut from = tokio::fs::File::open(received.path()).await?;
        let mut to = BufWriter::new(client, place);
        if let Err(error) = tokio::io::copy(&mut from, &mut to).await {
            drop(to.abort().await);
            return Err(error.into());
        }
        Ok(to.shutdown().await?)
    }

    /// Copies an object into `file`.
    pub(super) async fn fetch(&self, sha256: &str, file: File) -> Result<File> {
        let mut chunks = self.client()?.get(&self.place(sha256)?).await?.into_stream();
        let mut file = tokio::fs::File::from_std(file);
        while let Some(chunk) = chunks.next().await {
            file.write_all(&chunk?).await?;
        }
        file.flush().await?;
        Ok(file.into_std().await)
    }

    pub(super) async fn list(&self) -> Result<Vec<Kept>> {
        let found = self.client()?.list(Some(&self.shelf())).try_collect::<Vec<_>>().await?;
        let kept = |object: object_store::ObjectMeta| {
            let sha256 = object.location.filename().filter(|name| is_hash(name))?.to_owned();
            Some(Kept { sha256, at: object.last_modified.with_timezone(&Utc) })
        };
        Ok(found.into_iter().filter_map(kept).collect())
    }

    pub(super) async fn remove(&self, sha256: &str) -> Result<()> {
        match self.client()?.delete(&self.place(sha256)?).await {
            Err(object_store::Error::NotFound { .. }) => Ok(()),
            other => Ok(other?),
        }
    }

    /// Whether the bucket answers.
    pub(super) async fn check(&self) -> Result<()> {
        let mut found = self.client()?.list(Some(&self.shelf()));
        match found.next().await {
            Some(Err(error)) => Err(error.into()),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_is_named_with_or_without_a_prefix() {
        let read = |url| BucketSettings::parse(url, None, None);
        let settings = read("s3://evidence/throughline/").unwrap();
        assert_eq!((&*settings.name, &*settings.prefix), ("evidence", "throughline"));
        let place = Bucket::new(settings).place(&"ab".repeat(32)).unwrap();
        assert_eq!(place.as_ref(), format!("throughline/sha256/ab/{}", "ab".repeat(32)));
        assert_eq!(Bucket::new(read("s3://evidence").unwrap()).shelf().as_ref(), "sha256");
        assert!(read("evidence").is_err() && read("s3://").is_err());
        assert!(Bucket::new(read("s3://evidence").unwrap()).place("../x").is_err());
    }
}
