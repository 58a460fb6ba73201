"""Eight invented customers: bodies of `POST /customers`.

The e-mail domains are reserved by RFC 2606; the phone numbers come from the ranges that the German, French and
Swedish regulators set aside for fiction. The Netherlands have none, so that customer gives no phone.
"""

from typing import Any

APPLIANCES = "versand@alster-geraete.example.com"
RETAILER = "logistique@maison-lumiere.example.org"
PHARMA = "supply@malaren-pharma.example.com"
WEB_SHOP = "lager@spree-handel.example.com"
BUILDER = "einkauf@rheinbau.example.com"
CATERER = "commandes@deux-rives.example.org"
FREIGHT_AGENT = "planning@maas-expeditie.example.com"
PRIVATE_PERSON = "anna.beispiel@example.org"


def _customer(
    name: str,
    email: str,
    phone: str | None,
    language: str,
    line1: str,
    postal_code: str,
    city: str,
    country_code: str,
) -> dict[str, Any]:
    address = {"name": name, "line1": line1, "postal_code": postal_code, "city": city, "country_code": country_code}
    body = {"name": name, "email": email, "language": language, "address": address}
    return body | {"phone": phone} if phone else body


CUSTOMERS: list[dict[str, Any]] = [
    _customer("Alster Hausgeräte GmbH", APPLIANCES, "+49 40 66969 110", "de", "Kaiweg 12", "20457", "Hamburg", "DE"),
    _customer("Maison Lumière SARL", RETAILER, "+33 1 99 00 12 40", "fr", "8 rue des Halles", "75001", "Paris", "FR"),
    _customer("Mälaren Pharma AB", PHARMA, "+46 8 465 004 12", "en", "Hamngatan 30", "111 47", "Stockholm", "SE"),
    _customer("Spree Onlinehandel GmbH", WEB_SHOP, "+49 30 23125 220", "de", "Uferstraße 7", "10115", "Berlin", "DE"),
    _customer("Rheinbau GmbH & Co. KG", BUILDER, "+49 221 4710 330", "de", "Werftstraße 3", "50678", "Köln", "DE"),
    _customer(
        "Traiteur des Deux Rives", CATERER, "+33 4 65 71 20 15", "fr", "21 quai du Marché", "69002", "Lyon", "FR"
    ),
    _customer("Maas Expeditie B.V.", FREIGHT_AGENT, None, "en", "Havenkade 44", "3011 AA", "Rotterdam", "NL"),
    _customer("Anna Beispiel", PRIVATE_PERSON, "+49 89 99998 440", "de", "Lindenallee 5", "80331", "München", "DE"),
]
