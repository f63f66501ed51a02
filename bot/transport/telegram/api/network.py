"""How this machine reaches the Bot API: through which proxy, and trusting which certificates."""

import os
import ssl
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import certifi

from bot.transport import CannotServe

KINDS = ("http", "https")  # of proxies that can be spoken to
WRONG_SETTING = 2  # exit code


def proxy_for(root: str) -> str | None:
    """The proxy that the environment names for this server; raises CannotServe for another kind.

    HTTP_PROXY, HTTPS_PROXY and ALL_PROXY name one, NO_PROXY whom it is not for.
    """
    named, server = getproxies(), urlsplit(root)
    proxy = named.get(server.scheme) or named.get("all")
    if not proxy or proxy_bypass(server.netloc):
        return None
    kind, mark, _ = proxy.partition("://")
    if mark and kind.lower() not in KINDS:
        why = f"a {kind} proxy cannot be used for {root}; name one that begins with http://"
        raise CannotServe(why, code=WRONG_SETTING)
    return proxy if mark else f"http://{proxy}"


def trusted_for(root: str) -> ssl.SSLContext | None:
    """What a secure server must show; None where it is plain HTTP; raises CannotServe.

    A certificate of the authorities in SSL_CERT_FILE and SSL_CERT_DIR where one of them is set,
    else of those that came with this program.
    """
    if not root.startswith("https:"):
        return None
    file, folder = os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR")
    try:
        if file or folder:
            return ssl.create_default_context(cafile=file or None, capath=folder or None)
        return ssl.create_default_context(cafile=certifi.where())
    except OSError as error:
        why = "SSL_CERT_FILE names no file of certificates that can be read"
        raise CannotServe(why, code=WRONG_SETTING) from error
