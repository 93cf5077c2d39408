# SPDX-License-Identifier: AGPL-3.0-or-later
"""Azerbaijani names in Arabic, Persian, Georgian and Armenian letters."""

from functools import cache

from panah.interfaces.cli.seed.register.family_names import Family
from panah.interfaces.cli.seed.register.writers import VOWELS, Writer, bit, double_once, small

# A scribe of Arabic or Persian knows the names that came from there, and writes them as they are written there.
_KNOWN = """
əli علي|həsən حسن|hüseyn حسين|məhəmməd محمد|məmməd محمد|əhməd أحمد|mahmud محمود|həmid حميد|ibrahim إبراهيم|ismayıl إسماعيل|yusif يوسف
yaqub يعقوب|musa موسى|isa عيسى|davud داود|süleyman سليمان|yəhya يحيى|adəm آدم|ilyas إلياس|idris إدريس|əyyub أيوب|yunis يونس|nuh نوح
mustafa مصطفى|murtuz مرتضى|rza رضا|cəfər جعفر|kazım كاظم|abbas عباس|qasım قاسم|zeynal زينل|osman عثمان|həmzə حمزة|bilal بلال|xalid خالد
tariq طارق|tahir طاهر|sabir صابر|sadıq صادق|saleh صالح|səid سعيد|səlim سليم|salman سلمان|kərim كريم|rəhim رحيم|rəhman رحمن|rəşid رشيد
rəşad رشاد|rəsul رسول|rəcəb رجب|ramazan رمضان|məhərrəm محرم|murad مراد|mehdi مهدي|məcid مجيد|malik مالك|mənsur منصور|mübariz مبارز|kamal كمال
kamil كامل|camal جمال|cəlal جلال|cəmil جميل|cavad جواد|cabbar جبار|cabir جابر|qədir قدير|qafar غفار|lətif لطيف|loğman لقمان|nadir نادر|nazim ناظم
nəsir نصير|nəbi نبي|nizami نظامي|nurəddin نور الدين|əmir أمير|əkbər أكبر|əkrəm أكرم|əşrəf أشرف|əsəd أسد|əziz عزيز|əzim عظيم|ənvər أنور|arif عارف
asif آصف|adil عادل|vahid وحيد|vəli ولي|zahid زاهد|zakir ذاكر|ziya ضياء|həbib حبيب|hikmət حكمت|hidayət هدايت|heydər حيدر|hafiz حافظ|fərid فريد|fuad فؤاد
fazil فاضل|faiq فائق|əbdül عبد|abdulla عبد الله|leyla ليلى|fatimə فاطمة|zeynəb زينب|xədicə خديجة|məryəm مريم|zəhra زهراء|ayşə عائشة|səkinə سكينة
ruqiyyə رقية|züleyxa زليخا|həlimə حليمة|əminə أمينة|əzizə عزيزة|cəmilə جميلة|kəmalə كمالة|lətifə لطيفة|nadirə نادرة|nərgiz نرجس|rəşidə رشيدة|sabirə صابرة
səlimə سليمة|səidə سعيدة|tahirə طاهرة|fəridə فريدة|həbibə حبيبة|aidə عائدة|adilə عادلة|kamilə كاملة|mədinə مدينة|xalidə خالدة|samirə سميرة|samir سمير
nigar نگار|nəzir نظير|sultan سلطان|şərif شريف|şakir شاكر|təbriz تبريز|qurban قربان|bayram بيرام|mirzə ميرزا|ağa آقا
"""
_ARABIC_KNOWN = dict(entry.split(" ", 1) for line in _KNOWN.split("\n") for entry in line.split("|") if entry)
_TO_PERSIAN = str.maketrans({"ي": "ی", "ك": "ک", "ى": "ی", "ة": "ه", "أ": "ا", "إ": "ا", "ؤ": "و", "ئ": "ی", "ء": None})
_TO_ARABIC = str.maketrans({"گ": "ك", "پ": "ب", "چ": "ج", "ی": "ي", "ک": "ك"})

_CONSONANTS = {
    "b": "ب", "c": "ج", "d": "د", "f": "ف", "l": "ل", "m": "م", "n": "ن", "r": "ر", "ş": "ش", "x": "خ", "y": "ي",
    "z": "ز", "s": "س", "t": "ت", "h": "ه", "ğ": "غ", "q": "ق", "k": "ك", "j": "ج", "v": "ف", "p": "ب", "ç": "تش", "g": "غ",
}  # fmt: skip


@cache
def _arabic_word(word: str, style: int) -> str:
    text = small(word)
    known = _ARABIC_KNOWN.get(text)
    if known and not bit(style, 3):
        return known.translate(_TO_ARABIC)
    text = double_once(text, "bcdfghklmnpqrstvxyz")
    out: list[str] = []
    last = len(text) - 1
    for place, char in enumerate(text):
        before = text[place - 1] if place else ""
        if char not in VOWELS:
            if char == "g":
                out.append(("غ", "ج", "ك", "غ")[style & 3])
            elif char == "v":
                out.append("و" if bit(style, 1) else "ف")
            elif char == "q":
                out.append("غ" if bit(style, 2) else "ق")
            else:
                out.append(_CONSONANTS[char])
        elif place == 0:
            out.append({"a": "ا", "ə": "أ", "e": "إي", "i": "إ", "ı": "إ"}.get(char, "أو"))
        elif char == "a":
            # The vowel that Azerbaijani writes a is long in the names that came from Arabic; ə is short and unwritten.
            out.append("ا" if place == last or not bit(style, 2) or before in VOWELS or place < 3 else "")
        elif char == "ə":
            out.append(("ة" if bit(style, 0) else "ه") if place == last else "")
        elif char in "iıe":
            out.append(
                "ي" if place == last or (char == "i" and not bit(style, 0)) or (char == "e" and bit(style, 1)) else ""
            )
        else:
            out.append("و" if place == last or char in "oö" or not bit(style, 1) else "")
    return "".join(out)


@cache
def _arabic_family(family: Family, sex: str, style: int) -> str:
    stem = _arabic_word(family.stem, style)
    if family.ending == "ov":
        glide = small(family.stem)[-1] in VOWELS
        stem = stem[:-1] if glide and stem[-1] in "يىةه" else stem
        return stem + ("ييف" if glide and bit(style, 0) else "يف" if glide else "وف") + ("ا" if sex == "F" else "")
    if family.ending == "zadə":
        return stem + (" زاده" if bit(style, 1) else "زادة")
    return stem + ("لي" if family.ending else "")


@cache
def _arabic_father(father: str, sex: str, style: int) -> str:
    name = _arabic_word(father, style)
    if bit(style, 2):
        return name
    return f"{'بنت' if sex == 'F' else 'بن'} {name}"


_PERSIAN_LETTERS = _CONSONANTS | {"p": "پ", "ç": "چ", "j": "ژ", "g": "گ", "k": "ک", "v": "و", "y": "ی", "q": "ق"}


@cache
def _persian_word(word: str, style: int) -> str:
    text = small(word)
    known = _ARABIC_KNOWN.get(text)
    if known and not (bit(style, 2) and bit(style, 1)):
        return known.translate(_TO_PERSIAN)
    text = double_once(text, "bcdfghklmnpqrstvxyz")
    out: list[str] = []
    last = len(text) - 1
    for place, char in enumerate(text):
        before = text[place - 1] if place else ""
        if char not in VOWELS:
            if char == "t" and bit(style, 2) and place:
                out.append("ط")
            elif char == "h" and bit(style, 0) and place:
                out.append("ح")
            else:
                out.append("غ" if char == "q" and bit(style, 2) else _PERSIAN_LETTERS[char])
        elif place == 0:
            out.append({"a": "آ", "ə": "ا", "e": "ا", "i": "ای", "ı": "ای"}.get(char, "او"))
        elif char == "a":
            out.append("ا")
        elif char == "ə":
            out.append("ه" if place == last else "")
        elif char == "e":
            out.append("ی" if before in VOWELS or bit(style, 0) else "ه" if place == last else "")
        elif char in "iı":
            out.append("ی" if char == "i" or place == last or bit(style, 1) else "")
        else:
            out.append("و")
    return "".join(out)


@cache
def _persian_family(family: Family, sex: str, style: int) -> str:
    stem = _persian_word(family.stem, style)
    if family.ending == "ov":
        # A woman keeps the form of the men in Iran, or not.
        woman = "ا" if sex == "F" and bit(style, 1) else ""
        if small(family.stem)[-1] in VOWELS:
            stem = stem[:-1] if stem[-1] == "ه" else stem
            return stem + (" اف" if bit(style, 0) else "یف") + woman if not woman else stem + "یوا"
        return stem + ("اوا" if woman else " اف" if bit(style, 0) else "اف")
    if family.ending == "zadə":
        return stem + (" زاده" if bit(style, 0) else "زاده")
    return stem + (("لو" if bit(style, 2) else "لی") if family.ending else "")


@cache
def _persian_father(father: str, sex: str, style: int) -> str:
    name = _persian_word(father, style)
    return f"فرزند {name}" if bit(style, 1) else name


# -- Georgian

_GEORGIAN = {
    "a": "ა", "b": "ბ", "c": "ჯ", "ç": "ჩ", "d": "დ", "e": "ე", "f": "ფ", "g": "გ", "ğ": "ღ", "h": "ჰ", "x": "ხ", "ı": "ი",
    "i": "ი", "j": "ჟ", "l": "ლ", "m": "მ", "n": "ნ", "o": "ო", "r": "რ", "s": "ს", "ş": "შ", "u": "უ", "v": "ვ", "y": "ი",
    "z": "ზ",
}  # fmt: skip


@cache
def _georgian_stem(word: str, style: int) -> str:
    text = small(word).replace("iyy", "iy")
    out: list[str] = []
    for place, char in enumerate(text):
        before = text[place - 1] if place else ""
        if char == "k":
            out.append("კ" if bit(style, 0) else "ქ")
        elif char == "t":
            out.append("ტ" if bit(style, 0) else "თ")
        elif char == "p":
            out.append("პ" if bit(style, 0) else "ფ")
        elif char == "q":
            out.append(("ყ", "გ", "კ", "გ")[style >> 1 & 3])
        elif char == "ə":
            out.append("ა" if not before or not bit(style, 1) else "ე")
        elif char == "ö":
            out.append("იო" if before and bit(style, 2) else "ო")
        elif char == "ü":
            out.append("იუ" if before and bit(style, 2) else "უ")
        elif char == "y" and before == "i":
            continue
        else:
            out.append(_GEORGIAN[char])
    return "".join(out)


@cache
def _georgian_word(word: str, style: int) -> str:
    stem = _georgian_stem(word, style)
    return stem + "ი" if bit(style, 0) and bit(style, 1) and stem[-1] not in "აეიოუ" else stem


@cache
def _georgian_family(family: Family, sex: str, style: int) -> str:
    stem = _georgian_stem(family.stem, style)
    if family.ending == "ov":
        return stem + ("ევ" if small(family.stem)[-1] in VOWELS else "ოვ") + ("ა" if sex == "F" else "ი")
    return stem + {"zadə": "ზადე", "lı": "ლი", "": ""}[family.ending]


@cache
def _georgian_father(father: str, sex: str, style: int) -> str:
    stem = _georgian_stem(father, style)
    owner = stem + "ს" if stem[-1] in "ეოუი" else stem[:-1] + "ას" if stem[-1] == "ა" else stem + "ის"
    return f"{owner} {'ასული' if sex == 'F' else 'ძე'}"


# -- Armenian, by way of Russian

_ARMENIAN = {
    "a": "ա", "b": "բ", "c": "ջ", "ç": "չ", "d": "դ", "f": "ֆ", "g": "գ", "ğ": "ղ", "h": "հ", "x": "խ", "i": "ի", "j": "ժ",
    "l": "լ", "m": "մ", "n": "ն", "r": "ր", "s": "ս", "ş": "շ", "u": "ու", "v": "վ", "y": "յ", "z": "զ",
}  # fmt: skip


@cache
def _armenian_small(word: str, style: int) -> str:
    text = small(word).replace("iyy", "iy")
    if bit(style, 1):
        text = text.replace("mm", "m")
    out: list[str] = []
    for place, char in enumerate(text):
        before = text[place - 1] if place else ""
        if char == "e":
            out.append("է" if not before else "ե")
        elif char == "o":
            out.append("օ" if not before else "ո")
        elif char == "ə":
            out.append("ա" if not before or not bit(style, 2) else "ե")
        elif char == "ö":
            out.append("օ" if not before else "յո" if bit(style, 0) else "ո")
        elif char == "ü":
            out.append("յու" if before and bit(style, 0) else "ու")
        elif char == "ı":
            out.append("ը" if bit(style, 0) else "ի")
        elif char == "k":
            out.append("ք" if bit(style, 1) else "կ")
        elif char == "t":
            out.append("թ" if bit(style, 1) else "տ")
        elif char == "p":
            out.append("փ" if bit(style, 1) else "պ")
        elif char == "q":
            out.append(("ղ", "գ", "կ", "գ")[style >> 1 & 3])
        else:
            out.append(_ARMENIAN[char])
    return "".join(out)


def _armenian_title(text: str) -> str:
    return text[:1].upper() + text[1:]


@cache
def _armenian_word(word: str, style: int) -> str:
    return _armenian_title(_armenian_small(word, style))


@cache
def _armenian_family(family: Family, sex: str, style: int) -> str:
    stem = _armenian_small(family.stem, style)
    if family.ending == "ov":
        woman = "ա" if sex == "F" else ""
        return _armenian_title(stem + ("և" if small(family.stem)[-1] in VOWELS else "ով") + woman)
    return _armenian_title(stem + {"zadə": "զադե", "lı": "լի", "": ""}[family.ending])


@cache
def _armenian_father(father: str, sex: str, style: int) -> str:
    name = _armenian_small(father, style)
    return _armenian_title(name + ("յի" if name[-1] in "աո" else "ի"))


WRITERS = (
    Writer(
        "persian", "arabic", 0.013, 0.50, 8, _persian_word, _persian_family, _persian_father,
        (("GF", 0.8), ("FG", 0.2)), "ابپتجچحخدرزسشصضطعغفقکگلمنوهی",
    ),
    Writer(
        "arabic", "arabic", 0.012, 0.40, 16, _arabic_word, _arabic_family, _arabic_father,
        (("GPF", 0.9), ("GF", 0.1)), "ابتجحخدرزسشصضطعغفقكلمنهوي",
    ),
    Writer(
        "georgian", "georgian", 0.01, 0.45, 8, _georgian_word, _georgian_family, _georgian_father,
        (("GF", 0.7), ("FGP", 0.3)), "აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ",
    ),
    Writer(
        "armenian", "armenian", 0.01, 0.50, 8, _armenian_word, _armenian_family, _armenian_father,
        (("GPF", 0.5), ("FGP", 0.5)), "աբգդեզէթժիլխծկհղճմյնշոչպջռսվտրցփքօֆ",
    ),
)  # fmt: skip
