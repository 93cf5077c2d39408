# SPDX-License-Identifier: AGPL-3.0-or-later
"""Surnames of the invented register: a stem, mostly a forefather's name, and an ending that followed the fashions.

-ov and -yev came with one state, -zadə, -lı and none at all came back with another; a woman's -ov is -ova.
"""

from dataclasses import dataclass

from panah.interfaces.cli.seed.register.given_names import MEN

# Commoner ones first; the names of men follow them.
_STEMS = """
Məmməd Əli Həsən Hüseyn Quli İsmayıl Abbas Əhməd İbrahim Mustafa Rəhim Cəfər Kərim Mirzə Musa Səfər Vəli Nəsir Babay Abdulla
Ağa Heydər Süleyman Qasım Orucov Bayram Rüstəm Nəbi Həmid Əsgər Yusif Salman Hacı Rza İskəndər Qurban Novruz Allahverdi Xəlil
Şirin Cabbar Nağı Tağı Bağır Zeynal Əzim Fərzəli Məlik Sultan Kazım Şükür Ələkbər Məhərrəm Ramazan Səməd İman Hümbət Nəzər Əmir
Aslan Şahbaz Eyvaz Qəhrəman Dadaş Balakişi Tarverdi Allahyar Xudaverdi Pirverdi Haqverdi Bəndəli Nurməmməd Şahverdi Gülməmməd
Şıxəli Mövlam Sadıq Camal Cəlil Həbib Qədir Fətəli Pənah Səlim Ələsgər Məşədi Kərbəlayı Axund Molla Seyid Dərviş Usta Dəmirçi
Zərgər Dülgər Çoban Bağban Sərkər Xanlar Bəylər Paşa Çələbi Vəkil Mirzəbala Əfəndi Xoca Mehralı Gəray Təhməz Mehdi Teymur
Şahmalı Bədəl Dünyamalı Mərdan Sarı Qara Ağca Böyük Balaca Uzun Topal Qaçaq Köçər Dağlı Düzən Aran Bulaq Çinar Palıd Alma Turac
Laçın Tərlan Qartal Şahin Qaranquş Bülbül Ceyran Maral Aslanbəy Pələng Canavar
""".replace("Orucov", "Oruc").split()
STEMS = tuple(dict.fromkeys([*_STEMS, *MEN[40:330]]))
"""Stems of surnames, the commoner ones first."""

_BACK = frozenset("aıou")
_ROUND = frozenset("oöuü")
_VOWELS = frozenset("aıoueəiöü")


@dataclass(frozen=True, slots=True)
class Family:
    """A surname. `ending`: `ov`, `zadə`, `lı` or "" for the bare stem."""

    stem: str
    ending: str

    def form(self, sex: str) -> str:
        """The surname as a man or a woman (`F`) bears it."""
        if self.ending == "ov":
            glide = "y" if self.stem[-1].lower() in _VOWELS else ""
            return self.stem + (f"{glide}ev" if glide else "ov") + ("a" if sex == "F" else "")
        if self.ending == "lı":
            vowel = next((char for char in reversed(self.stem.lower()) if char in _VOWELS), "a")
            harmony = {(True, True): "u", (True, False): "ı", (False, True): "ü", (False, False): "i"}
            return self.stem + "l" + harmony[vowel in _BACK, vowel in _ROUND]
        return self.stem + self.ending


ENDINGS = ("ov", "zadə", "lı", "")
SHARES = (0.86, 0.07, 0.05, 0.02)
"""How often an ending is borne, in the order of `ENDINGS`."""
