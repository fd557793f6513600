"""One address, one spelling, so that two people who cite a page cite one source."""

from __future__ import annotations

import re
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from string import ascii_letters, digits
from urllib.parse import SplitResult, quote, unquote_plus, urlsplit

import idna

from sources.normalizing import UnacceptableText, normalize_text

_DEFAULT_PORTS = {"http": 80, "https": 443}

# Parameters that tell a site where its reader came from, and never choose the page.
_TRACKING = re.compile(
    r"""
    utm_.* | _ga | _gl | gclid | gclsrc | dclid | gbraid | wbraid | srsltid  # Google
    | fbclid | igsh | igshid | mibextid                                    # Meta
    | msclkid | twclid | ttclid | li_fat_id | yclid | ysclid | _openstat   # others
    | mc_cid | mc_eid | _hsenc | _hsmi | mkt_tok | vero_id | oly_.*_id     # letters
    """,
    re.VERBOSE | re.IGNORECASE,
)

# RFC 3986, 2.2 and 2.3.
_UNRESERVED = ascii_letters + digits + "-._~"
_PATH_SAFE = "/:@!$&'()*+,;="
_QUERY_SAFE = _PATH_SAFE + "?"

_ESCAPE = re.compile("%([0-9A-Fa-f]{2})")
_STRAY_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")
_HOST_NAME = re.compile(r"[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*")
# What browsers read as an IPv4 address, be it 2130706433 or 0x7f.1.
_ENDS_IN_A_NUMBER = re.compile(r"(.*\.)?([0-9]+|0x[0-9a-f]*)")


class UnacceptableAddress(ValueError):
    """An address that cannot be cited; its message is a sentence for a person."""


def canonical_url(url: str) -> str:
    """Spell a web address in its one way.

    Scheme and host in small letters, the host in ASCII; no default port, no fragment,
    no tracking parameter; percent-encoding only where it is needed (RFC 3986, section
    6.2). The order of parameters stays: a site may care. Idempotent.

    Raises:
        UnacceptableAddress: if it is not an http or https address that a reader could
            open, or carries a user name or password.
    """
    try:
        # Browsers, too, drop the line breaks of an address pasted from a letter.
        parts = urlsplit(re.sub("[\t\n]", "", normalize_text(url)).strip())
        port = parts.port
    except UnacceptableText as error:
        raise UnacceptableAddress(str(error)) from error
    except ValueError as error:
        raise UnacceptableAddress(f"“{url}” is not an address.") from error
    if parts.scheme not in _DEFAULT_PORTS:
        raise UnacceptableAddress("An address must begin with http:// or https://.")
    if "@" in parts.netloc:
        raise UnacceptableAddress("An address must not carry a name or a password.")

    host = _host(parts)
    if port not in {None, _DEFAULT_PORTS[parts.scheme]}:
        host = f"{host}:{port}"
    query = _query(parts.query)
    return f"{parts.scheme}://{host}{_path(parts.path)}{query and '?' + query}"


def _host(parts: SplitResult) -> str:
    host = (parts.hostname or "").removesuffix(".")
    try:
        if parts.netloc.startswith("[") and "%" not in host:
            return f"[{IPv6Address(host).compressed}]"
        if not host.isascii():
            host = idna.encode(host, uts46=True).decode("ascii")
        if _ENDS_IN_A_NUMBER.fullmatch(host):
            return str(IPv4Address(host))
    except (AddressValueError, idna.IDNAError) as error:
        raise UnacceptableAddress(f"“{host}” is not the name of a site.") from error
    if not _HOST_NAME.fullmatch(host):
        raise UnacceptableAddress(f"“{host}” is not the name of a site.")
    return host


def _path(path: str) -> str:
    path = _spell(path, _PATH_SAFE)
    segments: list[str] = []
    for segment in path.split("/")[1:]:
        if segment == "..":
            del segments[-1:]
        elif segment != ".":
            segments.append(segment)
    if path.endswith(("/.", "/..")):
        segments.append("")
    return "/" + "/".join(segments)


def _query(query: str) -> str:
    return "&".join(
        _spell(parameter, _QUERY_SAFE)
        for parameter in query.split("&")
        if parameter and not _TRACKING.fullmatch(_name_of(parameter))
    )


def _name_of(parameter: str) -> str:
    return unquote_plus(parameter.partition("=")[0])


def _spell(text: str, safe: str) -> str:
    text = _STRAY_PERCENT.sub("%25", text)
    text = _ESCAPE.sub(
        lambda escape: (
            character
            if (character := chr(int(escape[1], 16))) in _UNRESERVED
            else escape[0].upper()
        ),
        text,
    )
    return quote(text, safe=safe + "%")
