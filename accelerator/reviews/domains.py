"""Whose an e-mail or web address is: domains that tell one organisation from another. Pure."""

from __future__ import annotations

from accelerator.startups import likeness

# Everybody has an address at these, so that one in common says nothing: in the demo at the last. Of `yahoo.*` and the like any
# country's is meant.
_FREE = """
    126.com 139.com 163.com 189.cn aim.com aliyun.com alice.it aol.* att.net bell.net bellsouth.net bigpond.com bk.ru
    bluewin.ch blueyonder.co.uk bol.com.br btinternet.com charter.net comcast.net cox.net daum.net disroot.org duck.com
    earthlink.net email.com eircom.net fastmail.com fastmail.fm foxmail.com free.fr freenet.de gmail.com gmx.* googlemail.com
    hanmail.net hey.com hotmail.* hushmail.com icloud.com ig.com.br inbox.lv inbox.ru interia.pl internode.on.net
    kakao.com laposte.net libero.it list.ru live.* lycos.com mac.com mail.com mail.ru mailbox.org mailfence.com me.com
    msn.* nate.com naver.com ntlworld.com o2.pl onet.pl op.pl optonline.net optusnet.com.au orange.fr outlook.* pacific.net.sg
    passport.com pm.me posteo.* proton.me protonmail.* qq.com rambler.ru rediffmail.com riseup.net rocketmail.com rogers.com
    sapo.pt sbcglobal.net seznam.cz sfr.fr shaw.ca sina.cn sina.com singnet.com.sg skynet.be sky.com sohu.com starhub.net.sg
    startmail.com sympatico.ca t-online.de talktalk.net telenet.be telus.net terra.com.br tin.it tiscali.it tuta.com tuta.io
    tutanota.com tutanota.de ukr.net uol.com.br verizon.net virgilio.it virginmedia.com vip.qq.com virgin.net wanadoo.fr
    web.de windowslive.com wp.pl xtra.co.nz ya.ru yahoo.* yandex.* yeah.net ymail.com ziggo.nl zohomail.com zoho.eu zoznam.sk
    simplelogin.com simplelogin.co anonaddy.com anonaddy.me addy.io relay.firefox.com mozmail.com privaterelay.appleid.com
    mailinator.com guerrillamail.com 10minutemail.com temp-mail.org yopmail.com
    example.com example.net example.org slipway.example
"""
FREE = frozenset(_FREE.split())
_ANYWHERE = frozenset(name.removesuffix(".*") for name in FREE if name.endswith(".*"))
_NOBODYS = frozenset({"invalid", "local", "localhost", "test"})  # names that no registry gives away
# Second levels under which registries of countries give names away, beside those that recognising startups knows.
_SHARED = frozenset(
    [
        "ac",
        "ad",
        "asn",
        "club",
        "co",
        "com",
        "ed",
        "edu",
        "firm",
        "gen",
        "go",
        "gob",
        "gov",
        "gouv",
        "govt",
        "gv",
        "id",
        "idv",
        "ind",
        "info",
        "ltd",
        "me",
        "mil",
        "mod",
        "ne",
        "net",
        "nhs",
        "nic",
        "nom",
        "or",
        "org",
        "per",
        "plc",
        "police",
        "res",
        "sch",
        "school",
        "tm",
        "web",
    ]
)


def own(address: str) -> str:
    """What an e-mail address, a web address or a bare domain belongs to, in letters of the net: `tidewise.example` of
    `ann@mail.tidewise.example`; "" where that is everybody's or nobody's.
    """
    host = _host(address.strip())
    labels = host.split(".")
    if len(labels) < 2 or not all(labels) or labels[-1].isdigit() or labels[-1] in _NOBODYS:
        return ""
    if host in FREE:
        return ""
    shared = len(labels[-1]) == 2 and labels[-2] in _SHARED
    if shared and len(labels) < 3:
        return ""
    found = ".".join(labels[-3:] if shared else labels[-2:])
    return "" if _is_free(found) or found in likeness.SHARED else found


def _host(address: str) -> str:
    """The host alone, small and as the net writes it, where a name in other letters begins with xn--."""
    host = (
        address.rpartition("@")[2] if "://" not in address else address.partition("://")[2].partition("/")[0].rpartition("@")[2]
    )
    host = host.partition("/")[0].partition("?")[0].partition("#")[0].partition(":")[0].strip().rstrip(".")
    host = host.replace("\u3002", ".").replace("\uff0e", ".").replace("\uff61", ".")
    try:
        return host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return ""


def _is_free(domain: str) -> bool:
    name, _dot, under = domain.partition(".")
    return domain in FREE or (name in _ANYWHERE and (under in ("com", "net") or len(under.rpartition(".")[2]) == 2))
