# SPDX-License-Identifier: AGPL-3.0-or-later
"""Districts, villages and streets of an invented country; found on no map."""

_DISTRICTS = """
Ağbulaq Alçalı Armudlu Ayrıçay Bənövşəli Boztəpə Çinarlıq Daşkörpü Dərəbağ Duzdağ Gəndərə Göyyaylaq Gülarx Günəşli İncəçay Kəhrizli Köhnəqala
Qarameşə Qızılqaya Qoşabulaq Limanlı Narlıbağ Palıdlı Sarıtorpaq Sərinçay Tutluq Uzundərə Üzümlü Yelliyal Zoğallı
"""
_STREETS = """
Nar Çinar Bulaq Bahar Bağ Körpü Dəniz Günəş Dağ Çay Əncir Tut Zeytun Qala Məktəb Dəyirman Karvan Saz Tar Ulduz Laləzar Bənövşə Sərv Göy Yaşıl
"""
_FIRST = "Aşağı Yuxarı Orta Yeni Köhnə Böyük Kiçik"
_SECOND = "Bulaq Çinar Daş Dərə Qaya Arx Bağ Tala Yal Düz Körpü Qışlaq Yurd Kənd Su"
VILLAGES = tuple(f"{first} {second}" for second in _SECOND.split() for first in _FIRST.split())
"""Villages; each district has some of them."""
DISTRICTS = tuple(_DISTRICTS.split())
"""Districts."""
STREETS = tuple(_STREETS.split())
"""Names of streets, which every village has."""
