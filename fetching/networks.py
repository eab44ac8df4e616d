"""Which addresses we may call: a list of our own.

`ipaddress.is_global` is not enough: on Python 3.11 it says True for multicast, for 6to4 and NAT64 addresses
that carry a private IPv4 address inside, and for blocks registered since. So the rule is stated here in full:

- IPv4: anything outside the blocks below.
- IPv6: only global unicast, 2000::/3, and there only what is outside the blocks below. Everything that lies
  outside 2000::/3 (loopback, mapped and compatible addresses, NAT64, unique local, link-local, site-local,
  multicast, SRv6 and all that is not yet given out) is refused by that one rule; the known ones are listed
  all the same, so that the list can be compared with the IANA registries line by line.
"""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

Address = IPv4Address | IPv6Address

# https://www.iana.org/assignments/iana-ipv4-special-registry, and what it leaves to other registries.
FORBIDDEN_IPV4 = tuple(
    IPv4Network(block)
    for block in (
        "0.0.0.0/8",  # this network; Linux connects 0.0.0.0 to itself
        "10.0.0.0/8",  # private use
        "100.64.0.0/10",  # shared address space of carriers (CGNAT); some clouds keep metadata here
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # a public address that inside Azure is the host's own service
        "169.254.0.0/16",  # link-local, and the metadata service of most clouds
        "172.16.0.0/12",  # private use
        "192.0.0.0/24",  # IETF protocol assignments: DS-Lite, PCP, NAT64 discovery, Oracle's metadata
        "192.0.2.0/24",  # documentation (TEST-NET-1)
        "192.31.196.0/24",  # AS112
        "192.52.193.0/24",  # automatic multicast tunnelling
        "192.88.99.0/24",  # 6to4 relays, withdrawn
        "192.168.0.0/16",  # private use
        "192.175.48.0/24",  # AS112, direct delegation
        "198.18.0.0/15",  # benchmarking
        "198.51.100.0/24",  # documentation (TEST-NET-2)
        "203.0.113.0/24",  # documentation (TEST-NET-3)
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and the limited broadcast
    )
)

GLOBAL_UNICAST = IPv6Network("2000::/3")

# https://www.iana.org/assignments/iana-ipv6-special-registry, and what it leaves to other registries.
FORBIDDEN_IPV6 = tuple(
    IPv6Network(block)
    for block in (
        "::/8",  # unspecified, loopback, IPv4-compatible, ::ffff: mapped and translated, 64:ff9b::/96 NAT64
        "64:ff9b::/96",  # NAT64
        "64:ff9b:1::/48",  # NAT64 for local use
        "100::/64",  # discard only
        "100:0:0:1::/64",  # dummy prefix
        "200::/7",  # NSAP, withdrawn
        "2001::/23",  # IETF protocol assignments: Teredo, benchmarking, AMT, AS112, ORCHID, drone ids
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4, carries an IPv4 address
        "2620:4f:8000::/48",  # AS112, direct delegation
        "3ffe::/16",  # 6bone, given back
        "3fff::/20",  # documentation
        "5f00::/16",  # segment routing
        "fc00::/7",  # unique local, and the metadata service of AWS
        "fe80::/10",  # link-local
        "fec0::/10",  # site-local, withdrawn
        "ff00::/8",  # multicast
    )
)

LOOPBACK = (IPv4Network("127.0.0.0/8"), IPv6Network("::1/128"))


def is_loopback(address: Address) -> bool:
    """Whether this is our own machine, plainly written: a mapped ::ffff:127.0.0.1 is not."""
    return any(address in block for block in LOOPBACK)


def is_public(address: Address) -> bool:
    """Whether the address belongs to the open internet, as far as any list can tell."""
    if isinstance(address, IPv4Address):
        return not any(address in block for block in FORBIDDEN_IPV4)
    return address in GLOBAL_UNICAST and not any(address in block for block in FORBIDDEN_IPV6)


def read_address(text: str) -> Address | None:
    """The address a resolver returned, or None for what is not a plain one (a zone index such as %eth0)."""
    if "%" in text:
        return None
    try:
        return ip_address(text)
    except ValueError:
        return None
