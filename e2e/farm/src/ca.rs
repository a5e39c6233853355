//! The farm's own certificate authority, and one certificate a machine.

use std::net::Ipv4Addr;
use std::path::Path;

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose,
};

use crate::error::{Doing, FarmError};
use crate::site::{DOMAIN, Site, write};

/// Signs certificates for this farm's machines.
pub(crate) struct Authority(Issuer<'static, KeyPair>);

impl Authority {
    /// The farm's authority: made at the first start, the same ever after.
    pub(crate) fn of(site: &Site) -> Result<Self, FarmError> {
        let file = site.ca("ca.key");
        let mut params = CertificateParams::new(Vec::new())?;
        params.distinguished_name.push(DnType::CommonName, "Gatepost farm CA");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        if let Some(key) = kept(&file)? {
            return Ok(Self(Issuer::new(params, key)));
        }
        let key = KeyPair::generate()?;
        write(&site.ca("ca.pem"), &params.self_signed(&key)?.pem())?;
        write(&file, &key.serialize_pem())?;
        Ok(Self(Issuer::new(params, key)))
    }

    /// Writes `<machine>.pem` and `<machine>.key`, good for the machine's name and address. Several users read the key:
    /// it protects nothing but tests.
    pub(crate) fn certify(&self, site: &Site, machine: &str, address: Ipv4Addr) -> Result<(), FarmError> {
        let names = [format!("{machine}.{DOMAIN}"), "localhost".into(), address.to_string()];
        let mut params = CertificateParams::new(names)?;
        params.distinguished_name.push(DnType::CommonName, format!("{machine}.{DOMAIN}"));
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        params.use_authority_key_identifier_extension = true;
        let key = KeyPair::generate()?;
        write(&site.ca(&format!("{machine}.pem")), &params.signed_by(&key, &self.0)?.pem())?;
        write(&site.ca(&format!("{machine}.key")), &key.serialize_pem())
    }
}

fn kept(file: &Path) -> Result<Option<KeyPair>, FarmError> {
    if !file.exists() {
        return Ok(None);
    }
    let pem = std::fs::read_to_string(file).doing(|| format!("read {}", file.display()))?;
    Ok(Some(KeyPair::from_pem(&pem)?))
}
