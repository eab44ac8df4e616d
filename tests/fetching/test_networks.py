"""Which addresses may be called."""

from ipaddress import ip_address

import pytest

from fetching.networks import FORBIDDEN_IPV4, FORBIDDEN_IPV6, is_loopback, is_public, read_address

PUBLIC = [
    "1.1.1.1",
    "8.8.8.8",
    "9.255.255.255",
    "11.0.0.0",
    "100.63.255.255",
    "100.128.0.0",
    "126.255.255.255",
    "169.253.255.255",
    "172.15.255.255",
    "172.32.0.0",
    "192.0.1.1",
    "192.167.255.255",
    "193.0.0.1",
    "198.17.255.255",
    "198.20.0.0",
    "223.255.255.255",
    "2001:200::1",
    "2001:4860:4860::8888",
    "2606:4700:4700::1111",
    "2a00:1450:4001:813::200e",
]

# At least one address for every line of the IANA special-purpose registries, and the tricks people know.
FORBIDDEN = [
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "10.255.255.255",
    "100.64.0.1",
    "100.100.100.200",
    "100.127.255.255",
    "127.0.0.1",
    "127.255.255.254",
    "168.63.129.16",
    "169.254.0.1",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.0.8",
    "192.0.0.9",
    "192.0.0.170",
    "192.0.0.192",
    "192.0.2.1",
    "192.31.196.1",
    "192.52.193.1",
    "192.88.99.1",
    "192.168.0.1",
    "192.168.255.255",
    "192.175.48.1",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::8.8.8.8",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:8.8.8.8",
    "::ffff:0:127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::808:808",
    "64:ff9b:1::1",
    "100::1",
    "100:0:0:1::1",
    "200::1",
    "400::1",
    "1000::1",
    "2001::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2001:1::1",
    "2001:2::1",
    "2001:3::1",
    "2001:4:112::1",
    "2001:10::1",
    "2001:20::1",
    "2001:30::1",
    "2001:db8::1",
    "2002::1",
    "2002:7f00:1::1",
    "2002:a00:1::",
    "2620:4f:8000::1",
    "3ffe::1",
    "3fff::1",
    "4000::1",
    "5f00::1",
    "8000::1",
    "e000::1",
    "f800::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe00::1",
    "fe80::1",
    "fec0::1",
    "ff02::1",
    "ff0e::1",
    "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
]


class TestAddresses:
    @pytest.mark.parametrize("address", PUBLIC)
    def test_the_open_internet_may_be_called(self, address):
        assert is_public(ip_address(address))

    @pytest.mark.parametrize("address", FORBIDDEN)
    def test_special_addresses_may_not(self, address):
        assert not is_public(ip_address(address))

    @pytest.mark.parametrize("block", [*FORBIDDEN_IPV4, *FORBIDDEN_IPV6], ids=str)
    def test_a_block_is_closed_from_its_first_address_to_its_last(self, block):
        assert not is_public(block[0])
        assert not is_public(block[-1])

    def test_every_block_of_ipv4_is_needed(self):
        # None lies within another, so each closes something that nothing else does.
        assert not any(
            one.subnet_of(other) for one in FORBIDDEN_IPV4 for other in FORBIDDEN_IPV4 if one != other
        )

    def test_loopback_is_recognised_when_plainly_written(self):
        assert is_loopback(ip_address("127.0.0.1"))
        assert is_loopback(ip_address("127.9.9.9"))
        assert is_loopback(ip_address("::1"))
        assert not is_loopback(ip_address("::ffff:127.0.0.1"))
        assert not is_loopback(ip_address("10.0.0.1"))

    @pytest.mark.parametrize("text", ["fe80::1%eth0", "2606:4700::1%1", "", "example.com", "0x7f.1", "127.1"])
    def test_what_is_no_plain_address_is_none(self, text):
        assert read_address(text) is None
