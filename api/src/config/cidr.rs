//! Blocks of addresses: `10.0.0.0/8`, `::1/128`, `192.0.2.7`.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

/// A block of addresses (RFC 4632).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cidr {
    network: IpAddr,
    prefix: u8,
}

impl Cidr {
    /// Whether the address is in the block. An IPv4 address written as IPv6 (`::ffff:192.0.2.7`) is the same address.
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.network, address.to_canonical()) {
            (IpAddr::V4(network), IpAddr::V4(address)) => v4_network(address, self.prefix) == network,
            (IpAddr::V6(network), IpAddr::V6(address)) => v6_network(address, self.prefix) == network,
            _ => false,
        }
    }
}

/// The network that a person's address is in: one IPv4 address, or a /64 of IPv6, since that is what one household has.
pub fn household(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6(v6_network(address, 64)),
        address @ IpAddr::V4(_) => address,
    }
}

fn v4_network(address: Ipv4Addr, prefix: u8) -> Ipv4Addr {
    Ipv4Addr::from_bits(address.to_bits() & u32::MAX.checked_shl(32 - u32::from(prefix)).unwrap_or(0))
}

fn v6_network(address: Ipv6Addr, prefix: u8) -> Ipv6Addr {
    Ipv6Addr::from_bits(address.to_bits() & u128::MAX.checked_shl(128 - u32::from(prefix)).unwrap_or(0))
}

impl FromStr for Cidr {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is not a block of addresses such as 10.0.0.0/8 or ::1");
        let (address, prefix) = text.split_once('/').map_or((text, None), |(address, prefix)| (address, Some(prefix)));
        let address: IpAddr = address.parse().map_err(|_| wrong())?;
        let longest = if address.is_ipv4() { 32 } else { 128 };
        let prefix: u8 = prefix.map_or(Ok(longest), str::parse).map_err(|_| wrong())?;
        if prefix > longest {
            return Err(wrong());
        }
        let network = match address {
            IpAddr::V4(address) => IpAddr::V4(v4_network(address, prefix)),
            IpAddr::V6(address) => IpAddr::V6(v6_network(address, prefix)),
        };
        Ok(Self { network, prefix })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(text: &str) -> Cidr {
        text.parse().unwrap()
    }

    #[test]
    fn a_block_holds_its_addresses_and_no_others() {
        assert!(block("10.0.0.0/8").contains("10.255.0.1".parse().unwrap()));
        assert!(!block("10.0.0.0/8").contains("11.0.0.1".parse().unwrap()));
        assert!(block("0.0.0.0/0").contains("203.0.113.9".parse().unwrap()));
        assert!(block("::1").contains("::1".parse().unwrap()));
        assert!(!block("::1").contains("::2".parse().unwrap()));
        assert!(block("2001:db8::/32").contains("2001:db8:1::9".parse().unwrap()));
        assert!(block("127.0.0.0/8").contains("::ffff:127.0.0.1".parse().unwrap()));
        assert!(!block("::/0").contains("127.0.0.1".parse().unwrap()));
    }

    #[test]
    fn nonsense_is_refused() {
        for text in ["", "10.0.0.0/33", "::/129", "10.0.0/8", "example.org", "10.0.0.0/-1", "10.0.0.0/"] {
            assert!(text.parse::<Cidr>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_household_is_one_v4_address_or_a_v6_64() {
        assert_eq!(household("::ffff:192.0.2.7".parse().unwrap()), "192.0.2.7".parse::<IpAddr>().unwrap());
        assert_eq!(household("2001:db8:1:2:3:4:5:6".parse().unwrap()), "2001:db8:1:2::".parse::<IpAddr>().unwrap());
    }
}
