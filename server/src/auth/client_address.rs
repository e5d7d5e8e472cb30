//! From which address a request came: the one that is connected or, behind a proxy that the operator
//! trusts, the one that the proxy names.

use std::net::{IpAddr, Ipv6Addr};
use std::str::FromStr;

use axum::http::HeaderMap;

/// Where proxies note whom they speak for, the nearest one last.
const FORWARDED: &str = "x-forwarded-for";

/// A network, or a single address: `10.0.0.0/8`, `127.0.0.1`, `fd00::/8`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    prefix: u32,
}

impl FromStr for Network {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("“{text}” is not an address or a network like 10.0.0.0/8");
        let (address, prefix) = match text.trim().split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (text.trim(), None),
        };
        let address: IpAddr = address.parse().map_err(|_| wrong())?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let prefix = match prefix {
            Some(prefix) => {
                prefix.parse().ok().filter(|prefix| *prefix <= most).ok_or_else(wrong)?
            }
            None => most,
        };
        Ok(Self { address, prefix })
    }
}

impl Network {
    /// Whether an address lies in this network.
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.address, address.to_canonical()) {
            (IpAddr::V4(own), IpAddr::V4(other)) => {
                let shift = 32 - self.prefix;
                own.to_bits().checked_shr(shift) == other.to_bits().checked_shr(shift)
            }
            (IpAddr::V6(own), IpAddr::V6(other)) => {
                let shift = 128 - self.prefix;
                own.to_bits().checked_shr(shift) == other.to_bits().checked_shr(shift)
            }
            _ => false,
        }
    }
}

/// The address by which failed sign-ins are counted. Who has one IPv6 address has the whole /64.
pub fn counted(peer: Option<IpAddr>, headers: &HeaderMap, trusted: &[Network]) -> String {
    match client(peer, headers, trusted) {
        Some(IpAddr::V6(address)) => {
            let network = Ipv6Addr::from_bits(address.to_bits() >> 64 << 64);
            format!("{network}/64")
        }
        Some(address) => address.to_string(),
        None => String::new(),
    }
}

/// Reads the notes of proxies from the nearest on, and stops at the first address that is no
/// trusted proxy: what stands before it was written by somebody who may say anything.
fn client(peer: Option<IpAddr>, headers: &HeaderMap, trusted: &[Network]) -> Option<IpAddr> {
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(address));
    let mut nearest = peer?.to_canonical();
    let noted: Vec<&str> = headers
        .get_all(FORWARDED)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .collect();
    for note in noted.into_iter().rev() {
        if !is_trusted(nearest) {
            break;
        }
        let Ok(address) = note.trim().parse::<IpAddr>() else { break };
        nearest = address.to_canonical();
    }
    Some(nearest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(peer: &str, forwarded: &[&str], trusted: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append(FORWARDED, value.parse().unwrap());
        }
        let trusted: Vec<Network> = trusted.iter().map(|text| text.parse().unwrap()).collect();
        counted(Some(peer.parse().unwrap()), &headers, &trusted)
    }

    #[test]
    fn nobody_is_believed_unless_the_operator_says_so() {
        assert_eq!(of("203.0.113.9", &["198.51.100.1"], &[]), "203.0.113.9");
        assert_eq!(of("203.0.113.9", &["198.51.100.1"], &["127.0.0.1"]), "203.0.113.9");
    }

    #[test]
    fn the_first_address_that_is_no_trusted_proxy_counts() {
        let trusted = ["127.0.0.1", "10.0.0.0/8", "::1"];
        assert_eq!(of("127.0.0.1", &["198.51.100.1"], &trusted), "198.51.100.1");
        assert_eq!(
            of("::ffff:127.0.0.1", &["1.2.3.4, 198.51.100.1, 10.1.2.3"], &trusted),
            "198.51.100.1"
        );
        assert_eq!(of("::1", &["1.2.3.4", "198.51.100.1"], &trusted), "198.51.100.1");
        assert_eq!(of("127.0.0.1", &["1.2.3.4, nonsense"], &trusted), "127.0.0.1");
        assert_eq!(of("10.9.9.9", &[], &trusted), "10.9.9.9");
    }

    #[test]
    fn an_ipv6_client_counts_with_its_neighbours() {
        assert_eq!(of("2001:db8:1:2:3::4", &[], &[]), "2001:db8:1:2::/64");
    }

    #[test]
    fn networks_are_read_and_wrong_ones_named() {
        let all: Network = "0.0.0.0/0".parse().unwrap();
        assert!(all.contains("8.8.8.8".parse().unwrap()));
        let six: Network = "fd00::/8".parse().unwrap();
        assert!(
            six.contains("fdab::1".parse().unwrap()) && !six.contains("fe80::1".parse().unwrap())
        );
        for wrong in ["10.0.0.0/33", "ten", "::/129", "10.0.0.0/"] {
            assert!(wrong.parse::<Network>().is_err(), "{wrong}");
        }
    }
}
