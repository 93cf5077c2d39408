# SPDX-License-Identifier: AGPL-3.0-or-later
"""Invented names, written as people of many places write them. Each is put together by chance from common given and
family names; none is anybody's.

A pool is a way of writing names with the languages and the countries that it is drawn for. The countries are spread
over the continents, so that no group stands out; they are ISO codes and say nothing about any country.
"""

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True)
class Pool:
    """Given names and family names of one way of writing.

    Attributes:
        women, men: given names. families: family names; `a/b` is the form of a man and of a woman.
        language: ISO 639 code in which the name is written. spoken: languages that its people may speak.
        countries: ISO 3166-1 alpha-3 codes that citizenships are drawn from.
    """

    women: tuple[str, ...]
    men: tuple[str, ...]
    families: tuple[str, ...]
    language: str
    spoken: tuple[str, ...]
    countries: tuple[str, ...]


@dataclass(frozen=True)
class Name:
    """One invented name, taken apart."""

    given: str
    family: str

    @property
    def full(self) -> str:
        """As it is written."""
        return f"{self.given} {self.family}"


POOLS: tuple[Pool, ...] = (
    Pool(
        women=("Aysel", "Günel", "Nigar", "Sevinc", "Lalə", "Könül", "Fidan", "Ülviyyə", "Zəhra", "Mehriban"),
        men=("Elçin", "Rauf", "Tural", "Kamran", "Vüqar", "Şahin", "Orxan", "Ceyhun", "Nəriman", "Qabil"),
        families=("Qocayev/Qocayeva", "Şirinov/Şirinova", "Bağırlı", "Çobanzadə", "Dəmirçi", "Gülüstanlı"),
        language="az",
        spoken=("az", "fa", "ru"),
        countries=("IRN", "TUR", "KAZ", "UZB"),
    ),
    Pool(
        women=("Марина", "Алёна", "Людмила", "Ирина", "Зарема", "Айгуль", "Дилноза", "Нигора", "Светлана", "Гульнара"),
        men=("Андрей", "Рустам", "Тимур", "Сергей", "Азамат", "Фаррух", "Бахтиёр", "Виктор", "Данияр", "Максим"),
        families=(
            "Лесников/Лесникова",
            "Ручьёв/Ручьёва",
            "Каримжонов/Каримжонова",
            "Горный/Горная",
            "Садыков/Садыкова",
            "Берегов/Берегова",
            "Турсунов/Турсунова",
            "Зимин/Зимина",
        ),
        language="ru",
        spoken=("ru", "uz", "tg", "ky"),
        countries=("KGZ", "TJK", "UZB", "KAZ", "MDA", "BGR", "RUS", "BLR", "UKR"),
    ),
    Pool(
        women=("فرشته", "نسرین", "شیرین", "پروانه", "لاله", "زهرا", "مریم", "گلناز", "سمیرا", "نرگس"),
        men=("کاوه", "بهرام", "فرهاد", "سهراب", "جمشید", "نادر", "رامین", "حبیب", "داوود", "میرویس"),
        families=("باغبان", "کوهستانی", "چراغی", "نوروزی", "سپیدار", "رودباری", "دریاپور", "گلستانی"),
        language="fa",
        spoken=("fa", "prs", "ps", "ku"),
        countries=("IRN", "AFG", "TJK"),
    ),
    Pool(
        women=("أمل", "هالة", "سلمى", "نورة", "ليلى", "ياسمين", "رشا", "سميرة", "هدى", "جميلة"),
        men=("كريم", "سامي", "يوسف", "طارق", "نبيل", "عادل", "هشام", "بلال", "جابر", "منصور"),
        families=("الحداد", "النجار", "البستاني", "الساعاتي", "الخياط", "الزيتوني", "البحري", "الوراق"),
        language="ar",
        spoken=("ar", "en", "fr"),
        countries=("EGY", "MAR", "TUN", "JOR", "DZA", "YEM", "SDN", "IRQ", "SYR", "OMN"),
    ),
    Pool(
        women=("شازیہ", "نائلہ", "صبا", "روبینہ", "فرزانہ", "ثنا"),
        men=("عمران", "جاوید", "نعیم", "شاہد", "کاشف", "ارشد"),
        families=("کمہار", "چنار", "میدانی", "باغوان", "سنگتراش"),
        language="ur",
        spoken=("ur", "pa", "en"),
        countries=("PAK", "IND", "MUS"),
    ),
    Pool(
        women=("ნინო", "თამარ", "მარიამ", "ეკა", "ლელა", "ნათია", "ქეთევან", "მაია"),
        men=("გიორგი", "ლევან", "დავით", "ზურაბ", "ირაკლი", "ნოდარ", "თორნიკე", "ვახტანგ"),
        families=("წყაროშვილი", "მთვარაძე", "ვენახიშვილი", "ხიდაშვილაძე", "თოვლიანი"),
        language="ka",
        spoken=("ka", "ru"),
        countries=("GEO",),
    ),
    Pool(
        women=("Elif", "Çiğdem", "Gülşen", "Zeynep", "Özge", "Derya", "Nurgül", "İpek"),
        men=("Emre", "Umut", "Oğuz", "Barış", "Şükrü", "Cihan", "Yiğit", "İlker"),
        families=("Çınarlı", "Dağdelen", "Gölbaşı", "Kırbaç", "Ormancık", "Taşköprü", "Yağmurlu"),
        language="tr",
        spoken=("tr", "ku", "en"),
        countries=("TUR", "CYP", "BGR"),
    ),
    Pool(
        women=("Adaeze", "Efua", "Ngozi", "Fatou", "Mariama", "Chantal", "Solange", "Aminata"),
        men=("Kwabena", "Chidi", "Mamadou", "Ousmane", "Emeka", "Jean-Baptiste", "Kofi", "Ibrahima"),
        families=("Okonjo-Mba", "Asantewaa", "Diabaté", "N'Golo", "Mensah-Adu", "Tchamba", "Bâ", "Nwachukwu"),
        language="fr",
        spoken=("fr", "en", "wo", "ha"),
        countries=("SEN", "GHA", "CMR", "NGA", "GIN", "CIV", "TGO", "COG"),
    ),
    Pool(
        women=("ሰላም", "ሂወት", "ብርሃን", "ትዕግስት", "ሰናይት"),
        men=("ዳዊት", "ሃይለ", "ተስፋዬ", "ዮናስ", "ሙሉጌታ"),
        families=("በቀለ", "አስፋው", "ገብሬ", "ወልደ", "ከበደ"),
        language="am",
        spoken=("am", "ti", "en"),
        countries=("ETH", "ERI", "KEN"),
    ),
    Pool(
        women=("Rahima", "Anjali", "Shanthi", "Nusrat", "Sunita", "Dilani"),
        men=("Rafiq", "Suresh", "Prakash", "Nimal", "Tanvir", "Bishnu"),
        families=("Bhuiyan-Das", "Gurung-Rai", "Wickremanayake", "Majhi", "Talukdar", "Adhikari-Lama"),
        language="en",
        spoken=("bn", "ne", "ta", "en"),
        countries=("BGD", "NPL", "LKA", "BTN", "MDV"),
    ),
    Pool(
        women=("Yolanda", "Milagros", "Consuelo", "Ximena", "Rosalía"),
        men=("Joaquín", "Ernesto", "Wilmer", "Ramón", "Nicolás"),
        families=("Peñalver Ruiz", "Montaño", "Quispe Salas", "Villafañe", "Ibáñez Cruz"),
        language="es",
        spoken=("es", "en"),
        countries=("COL", "CUB", "VEN", "PER", "ECU", "NIC", "BOL"),
    ),
    Pool(
        women=("Hodan", "Ifrah", "Wanjiru", "Atieno", "Zuhura"),
        men=("Abdirizak", "Otieno", "Kamau", "Juma", "Liban"),
        families=("Warsame Nuur", "Odhiambo", "Mwangi-Kip", "Guuleed", "Barasa"),
        language="en",
        spoken=("so", "sw", "en"),
        countries=("SOM", "KEN", "DJI", "UGA", "TZA", "COM"),
    ),
)
"""Drawn with these weights: what a registrar sees most first, nothing alone."""
WEIGHTS = (8, 12, 13, 14, 7, 6, 9, 9, 6, 7, 5, 6)


def draw_pool(chance: Random) -> Pool:
    """A pool, by weight."""
    return chance.choices(POOLS, WEIGHTS)[0]


def draw_family(chance: Random, pool: Pool) -> str:
    """A family name, both forms."""
    return chance.choice(pool.families)


def draw_name(chance: Random, pool: Pool, sex: str, family: str) -> Name:
    """A name of a woman (`F`) or a man (`M`) of a family."""
    given = chance.choice(pool.women if sex == "F" else pool.men)
    forms = family.split("/")
    surname = forms[-1] if sex == "F" else forms[0]
    return Name(given, surname)
