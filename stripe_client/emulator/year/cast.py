"""Who buys in the year's book: companies and persons of many countries, with the taxes that they pay."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Who(NamedTuple):
    """A customer. `taxes` is a key of the catalogue's `TAXES`; `reverse` is a business elsewhere in the EU."""

    name: str
    country: str
    city: str
    street: str
    postal_code: str
    currency: str
    taxes: str = "none"


COMPANIES: Mapping[str, Who] = {
    "acme": Who("Acme Analytics Inc.", "US", "New York", "350 Fifth Avenue", "10118", "usd", "new york"),
    "birch": Who("Birch & Sons LLC", "US", "Austin", "600 Congress Avenue", "78701", "usd", "texas"),
    "borealis": Who("Borealis Software Ltd", "CA", "Toronto", "88 Queens Quay West", "M5J 0B8", "usd"),
    "cascade": Who("Cascade Coffee Roasters", "US", "Portland", "1200 NW Naito Parkway", "97209", "usd"),
    "delta": Who("Delta Freight Inc.", "US", "Memphis", "119 South Main Street", "38103", "usd"),
    "eastgate": Who("Eastgate Dental PLLC", "US", "Houston", "4200 Montrose Boulevard", "77006", "usd", "texas"),
    "fjord": Who("Fjord Design AS", "NO", "Bergen", "Strandgaten 19", "5013", "eur"),
    "garnet": Who("Garnet Studios Inc.", "US", "Brooklyn", "55 Washington Street", "11201", "usd", "new york"),
    "harbor": Who("Harbor Insurance Group", "US", "Boston", "1 Seaport Lane", "02210", "usd"),
    "ironwood": Who("Ironwood Builders LLC", "US", "Phoenix", "2 North Central Avenue", "85004", "usd"),
    "juniper": Who("Juniper Legal LLP", "US", "Albany", "80 State Street", "12207", "usd", "new york"),
    "keystone": Who("Keystone Metals Corp.", "US", "Pittsburgh", "301 Grant Street", "15219", "usd"),
    "lopez": Who("Lopez Logistics LLC", "US", "Austin", "98 San Jacinto Boulevard", "78701", "usd", "texas"),
    "maple": Who("Érable et Associés inc.", "CA", "Montréal", "1250 René-Lévesque Ouest", "H3B 4W8", "usd", "quebec"),
    "northwind": Who("Northwind Outdoor Co.", "US", "Denver", "1515 Wynkoop Street", "80202", "usd"),
    "orchard": Who("Orchard Family Clinic", "US", "Columbus", "41 South High Street", "43215", "usd"),
    "dubois": Who("Dubois et Fils SARL", "FR", "Lyon", "12 rue de la République", "69002", "eur", "reverse"),
    "fischer": Who("Fischer GmbH", "DE", "Hamburg", "Große Bleichen 5", "20354", "eur", "germany"),
    "gruber": Who("Gruber & Co. KG", "AT", "Graz", "Herrengasse 16", "8010", "eur", "reverse"),
    "hoffmann": Who("Hoffmann Maschinenbau AG", "DE", "Stuttgart", "Königstraße 27", "70173", "eur", "germany"),
    "jansen": Who("Jansen Transport B.V.", "NL", "Rotterdam", "Coolsingel 42", "3011 AD", "eur", "reverse"),
    "krause": Who("Bäckerei Krause OHG", "DE", "Leipzig", "Nikolaistraße 9", "04109", "eur", "germany"),
    "lindqvist": Who("Lindqvist Media AB", "SE", "Göteborg", "Avenyn 31", "411 36", "eur", "reverse"),
    "moreau": Who("Librairie Moreau", "FR", "Nantes", "7 rue Crébillon", "44000", "eur", "france"),
    "neri": Who("Neri Ceramiche S.r.l.", "IT", "Faenza", "Corso Mazzini 60", "48018", "eur", "reverse"),
    "osullivan": Who("O'Sullivan Events Ltd", "IE", "Cork", "14 South Mall", "T12 R7DH", "eur", "reverse"),
    "petrova": Who("Petrova Translations GmbH", "DE", "Berlin", "Torstraße 140", "10119", "eur", "germany"),
    "ashworth": Who("Ashworth & Pell Ltd", "GB", "Leeds", "3 Park Row", "LS1 5HN", "gbp", "britain"),
    "brightwell": Who("Brightwell Energy plc", "GB", "Bristol", "10 Temple Back", "BS1 6FL", "gbp", "britain"),
    "jones": Who("Jones & Partners LLP", "GB", "London", "25 Chancery Lane", "WC2A 1PL", "gbp", "britain"),
    "macleod": Who("MacLeod Distillery Ltd", "GB", "Inverness", "8 Academy Street", "IV1 1JT", "gbp", "britain"),
    "thistle": Who("Thistle Housing Trust", "GB", "Glasgow", "61 Bath Street", "G2 2SZ", "gbp"),
    "ito": Who("Ito Trading K.K.", "JP", "Tokyo", "1-6-5 Marunouchi", "100-0005", "jpy", "japan"),
    "mori": Who("Mori Precision K.K.", "JP", "Nagoya", "3-14-15 Nishiki", "460-0003", "jpy", "japan"),
    "sakura": Who("Sakura Travel K.K.", "JP", "Kyoto", "88 Karasuma-dori", "600-8008", "jpy", "japan"),
    "alsalem": Who("Al-Salem Trading W.L.L.", "KW", "Kuwait City", "Fahad Al-Salem Street 22", "13001", "kwd"),
    "gulf": Who("Gulf Marine Services Co.", "KW", "Salmiya", "Salem Al-Mubarak Street 4", "22001", "kwd"),
    "dune": Who("Dune Catering Co.", "KW", "Hawalli", "Tunis Street 71", "32001", "kwd"),
}
"""Companies by a short name of ours."""

PERSONS: Mapping[str, Who] = {
    "abbott": Who("Grace Abbott", "US", "Chicago", "233 South Wacker Drive", "60606", "usd"),
    "bauer": Who("Lena Bauer", "DE", "München", "Sendlinger Straße 8", "80331", "eur", "germany within"),
    "castillo": Who("Diego Castillo", "ES", "Valencia", "Calle Colón 18", "46004", "eur", "spain within"),
    "chen": Who("Chen Wei", "US", "Seattle", "1000 Fourth Avenue", "98104", "usd"),
    "clarke": Who("Oliver Clarke", "GB", "Oxford", "29 Broad Street", "OX1 3BQ", "gbp", "britain within"),
    "dupont": Who("Camille Dupont", "FR", "Lille", "5 rue Esquermoise", "59000", "eur", "france within"),
    "evans": Who("Rhys Evans", "GB", "Cardiff", "17 Castle Street", "CF10 1BS", "gbp", "britain within"),
    "fontaine": Who("Julien Fontaine", "CA", "Québec", "45 rue Saint-Jean", "G1R 1N8", "usd", "quebec within"),
    "garcia": Who("María García", "ES", "Sevilla", "Calle Sierpes 40", "41004", "eur", "spain within"),
    "hanako": Who("Hanako Tanaka", "JP", "Osaka", "2-4-9 Umeda", "530-0001", "jpy", "japan within"),
    "ivanova": Who("Elena Ivanova", "DE", "Köln", "Hohe Straße 52", "50667", "eur", "germany within"),
    "johansson": Who("Astrid Johansson", "SE", "Malmö", "Södergatan 11", "211 34", "eur", "germany within"),
    "kapoor": Who("Anika Kapoor", "GB", "Manchester", "2 St Ann's Square", "M2 7HN", "gbp", "britain within"),
    "kowalski": Who("Jan Kowalski", "PL", "Kraków", "ulica Floriańska 20", "31-021", "eur", "germany within"),
    "lee": Who("Hannah Lee", "US", "San Diego", "600 B Street", "92101", "usd"),
    "miller": Who("Thomas Miller", "US", "Buffalo", "237 Main Street", "14203", "usd", "new york"),
    "nakamura": Who("Ken Nakamura", "JP", "Sapporo", "5-1 Odori Nishi", "060-0042", "jpy", "japan within"),
    "okafor": Who("Chidi Okafor", "US", "Dallas", "1700 Pacific Avenue", "75201", "usd", "texas"),
    "price": Who("Eleanor Price", "US", "Rochester", "30 East Avenue", "14604", "usd", "new york"),
    "quinn": Who("Aoife Quinn", "IE", "Galway", "21 Shop Street", "H91 T8X2", "eur", "germany within"),
    "rossi": Who("Giulia Rossi", "IT", "Bologna", "Via Rizzoli 3", "40125", "eur", "germany within"),
    "sato": Who("Yuki Sato", "JP", "Fukuoka", "1-7-2 Tenjin", "810-0001", "jpy", "japan within"),
    "schmidt": Who("Paul Schmidt", "DE", "Dresden", "Prager Straße 2", "01069", "eur", "germany within"),
    "taylor": Who("Jordan Taylor", "US", "Nashville", "150 Fourth Avenue North", "37219", "usd"),
    "usman": Who("Bilal Usman", "KW", "Farwaniya", "Habib Munawer Street 9", "81001", "kwd"),
    "vargas": Who("Lucía Vargas", "US", "Miami", "200 South Biscayne Boulevard", "33131", "usd"),
    "walker": Who("Sam Walker", "US", "Omaha", "1001 Farnam Street", "68102", "usd"),
    "yilmaz": Who("Deniz Yılmaz", "DE", "Bremen", "Sögestraße 30", "28195", "eur", "germany within"),
}
"""Persons by a short name of ours."""

WITHOUT_EMAIL = frozenset({"delta", "walker"})
WITHOUT_ADDRESS = frozenset({"taylor"})
WITHOUT_NAME = frozenset({"vargas"})
DELETED = frozenset({"lee", "thistle"})
"""Customers that were deleted in the end; what they were billed stays."""


PHONES: Mapping[str, str] = {
    "acme": "+1 212 555 0142",
    "fischer": "+49 40 5550 117",
    "hanako": "+81 6 5555 0163",
    "northwind": "+1 303 555 0119",
}
SHIPPED_TO: Mapping[str, Who] = {
    "krause": Who("Filiale Plagwitz", "DE", "Leipzig", "Karl-Heine-Straße 44", "04229", "eur"),
    "macleod": Who("MacLeod Distillery, stores", "GB", "Nairn", "2 Harbour Street", "IV12 4NU", "gbp"),
    "northwind": Who("Northwind warehouse", "US", "Aurora", "3500 Rail Way", "80011", "usd"),
}
"""Where goods go, if not to the customer's own address."""


def everybody() -> dict[str, Who]:
    """Companies and persons."""
    return {**COMPANIES, **PERSONS}
