# SPDX-License-Identifier: AGPL-3.0-or-later
"""Given names of the invented register, in the Azerbaijani Latin alphabet, commoner ones first. Names only: nobody is meant."""

_MEN = """
Əli Məmməd Həsən Hüseyn Elçin Rəşad Vüqar Elnur Ramil Elşən Samir Orxan Tural Anar Kamran Rauf Natiq Famil Ramin Emin
Murad Ceyhun Pərviz Azər Eldar Xəyal Ruslan Zaur Vüsal İlqar Fuad Nicat Rövşən Əhməd İbrahim Yusif Mübariz Xalid Elvin
Elman Aqil Asif Arif Akif Adil Adəm Afiq Ağasi Alim Aydın Ayaz Azad Babək Bəhruz Bəxtiyar Bəhram Bilal Cabbar Cabir Cahid
Cahangir Camal Cavad Cavid Cavanşir Cəfər Cəlal Cəlil Cəmil Daşqın Davud Dadaş Dəyanət Dilqəm Dursun Elbrus Elgiz Elmar Elmir
Elsevər Elşad Eltac Elton Eyvaz Eynulla Faiq Faxrəddin Fazil Fariz Fərhad Fəxri Fərid Fərman Fikrət Firdovsi Firuz Füzuli
Gündüz Habil Hacı Hafiz Hamlet Heydər Həbib Həmid Həmzə Hətəm Hidayət Hikmət Hilal Hümbət İbad İdris İkram İlham İlkin
İlyas İman İmran İntiqam İnqilab İsa İsgəndər İsmayıl İsmət İsrafil İzzət Kamal Kamil Kazım Kənan Kərəm Kərim Kamandar
Laçın Lətif Loğman Lütfi Mahir Mahmud Malik Maqsud Mayıl Mehdi Mehman Məhəmməd Məcid Məhərrəm Mənsur Mərdan Məşdi Məzahir
Mikayıl Mirzə Mövlud Mövsüm Murtuz Musa Mustafa Muxtar Mübariz Müşfiq Mütəllim Müzəffər Nadir Nail Namiq Naib Nazim Nemət Nəbi
Nəcəf Nəriman Nəsib Nəsimi Nizami Novruz Nurəddin Nurlan Nüsrət Oqtay Oruc Osman Pənah Polad Qabil Qafar Qalib Qasım Qədir
Qəzənfər Qismət Qiyas Qorxmaz Qoşqar Qubad Qurban Rafiq Rahib Rahil Rasim Ratib Razim Rəcəb Rəfail Rəhim Rəhman Rəsul Rəşid
Rizvan Rüfət Rüstəm Sabir Sabit Sadıq Sadiq Safər Sahib Saleh Salman Samid Sarvan Savalan Seymur Seyfəddin Seyid Səbuhi Səfa
Səftər Səid Səlim Səməd Sərdar Sərxan Siyavuş Sultan Süleyman Şahin Şahlar Şahmar Şahvələd Şakir Şamil Şamxal Şaiq Şəmsəddin
Şərif Şəhriyar Şirin Şirvan Şöhrət Şükür Tacəddin Tağı Tahir Taleh Talıb Tapdıq Tariyel Teymur Tərlan Tofiq Toğrul Turan Tərxan
Türkan Ucal Umud Vahid Valeh Vaqif Vasif Vəfadar Vəli Vidadi Vilayət Vilyam Xaliq Xaqan Xanlar Xudayar Xudaverdi Xosrov Yadigar
Yaqub Yaşar Yəhya Yunis Yusuf Zabit Zahid Zakir Zamin Zeynal Zəfər Zəka Ziya Ziyad Ziyafət Zöhrab Zülfüqar Abbas Abdulla
Abuzər Allahverdi Alışan Araz Arzu Aslan Atakişi Atəş Avtandil Balakişi Balay Bayram Bəbir Bəşir Budaq Bünyad Büllur Cümşüd
Çingiz Dəmir Elxan Əbdül Əbülfəz Əfqan Əfrasiyab Əhəd Əhliman Ədalət Əkbər Əkrəm Ələddin Əlibəy Əlif Əmir Əmrah Ənvər Ərəstun
Əsəd Əsgər Əşrəf Ətraf Əvəz Əyyub Əziz Əzizağa Fətəli Fəttah Fətulla Gəray Gülağa Gülbala Gülmalı Hüccət İxtiyar İldırım
Kərbəlayı Kişvər Mahal Mədət Mənaf Məsim Məşədi Mirəli Nağı Naxçıvan Nəcməddin Nəsir Nəzər Nəzir Niftalı Nuru Paşa Pirverdi
Rəhmət Rza Sabirabad Sahil Səlahəddin Sərvər Sücəddin Sücayət Tarverdi Tavakkül Teyyub Tacir Ulduz Üzeyir Vahab Vəkil Yavər
Yavuz Zahir Zaman Zərbəli Zeynalabdin Zikrulla
"""

_WOMEN = """
Leyla Aygün Günel Sevinc Aynur Nigar Gülnar Aytən Ülviyyə Sevda Lalə Fatimə Zeynəb Könül Nərgiz Türkan Afaq Kəmalə Mətanət
Səbinə Şəbnəm Təranə Xatirə Vüsalə Arzu Pərvanə Rəna Ruhiyyə Samirə Aidə Nailə Natəvan Ləman Gülşən Gülnaz Gülnarə Aysel
Aybəniz Aydan Ayan Aygül Ayşən Ayşə Ayla Aylin Almaz Alidə Adilə Afət Aliyə Arifə Asya Atlas Azadə Bahar Banu Bayaz Bənövşə
Bəyim Bikə Billurə Briliyant Cahan Cavahir Ceyran Cəmilə Cəvahir Cilvə Çiçək Çimnaz Diana Dilarə Dilbər Dilşad Dilrübə Dürdanə
Dünya Elfanə Elmira Elnarə Elnurə Elvira Elza Esmira Estella Fazilə Fəridə Fəxriyyə Fəranə Fərəh Fidan Firəngiz Firuzə Flora
Gövhər Gözəl Gülarə Gülay Gülbadam Gülbacı Gülbahar Gülbəniz Gülçin Gülçöhrə Güldanə Güləbətin Gülər Gülxarə Gülxar Gülpəri Gülsüm
Gülsabah Gülşad Gülüstan Gülyanaq Gülyaz Gülzar Günay Həbibə Həcər Həlimə Həmidə Həqiqət Həvva Hicran Humay Hürü Hüsniyyə
İlahə İlhamə İnarə İncə İradə İranə İsmət Jalə Jasmin Kamilə Kəklik Kəmaləddinə Kəniz Kifayət Klara Kübra Lamiyə Lətafət Lətifə Lilpar
Lumu Maya Mahirə Mahizər Mahirə Marqarita Mehbarə Mehriban Mehparə Mələk Mələkxanım Mənsurə Mənzər Məhbubə Məhsəti Məhluqə Mərcan Məryəm Məsmə
Məzahirə Mina Minaxanım Minarə Minayə Mirvari Misgin Mübarəkə Mülayim Münəvvər Müşkünaz Nabat Nadirə Nahidə Naibə Naidə Naringül Nazilə Nazim
Nazlı Nazənin Nəcibə Nəfisə Nəhayət Nərgül Nərminə Nərmin Nəsibə Nəsimə Nəsrin Nəzakət Nəzirə Nilufər Nisə Nizakət Nurcahan Nuranə Nuray Nurgül
Nuriyyə Nüşabə Nübar Ofelya Oksana Pakizə Paşaxanım Pəri Pərişan Pəricahan Pərixanım Püstə Qarəgöz Qəmər Qətibə Qızbəs Qızıl Qızılgül
Qızxanım Qönçə Qumru Rahilə Raisə Ramilə Rasimə Rayihə Rəfiqə Rəhilə Rəhimə Rəmziyyə Rəsmiyyə Rəşidə Roza Röya Ruqiyyə Rübabə Rüqəyyə Rüxsarə
Saadət Sabirə Sabutay Sahibə Saibə Sakinə Saliha Salatın Samayə Sara Sarıtel Sədaqət Sədəf Səfurə Səkinə Səlimə Səltənət Səma Səmayə Səməngül
Sənəm Səriyyə Səyyarə Səadət Sevil Seviyyə Sevər Sevgi Sevindik Simuzər Sitarə Sona Solmaz Sonaxanım Suğra Suraya Südabə Sünbül Sürəyya Şahbikə
Şahnaz Şahnisə Şahsənəm Şahzadə Şakirə Şamama Şəfiqə Şəfəq Şəhla Şəhrəbanu Şəkər Şəlalə Şəms Şəmsiyyə Şərafət Şəqayiq Şirinbacı Şirməmməd Şövkət Şükufə
Tahirə Tamam Tamara Tamella Tamilla Tavat Telli Tellixanım Təhminə Təhfə Təhmasib Tərlan Təzəgül Tubu Tuğra Tunzalə Turac Tutu Türfə Ulduz Ülkər
Validə Vaqifə Vəcihə Vəfa Vəsilə Vəzirə Vəzifə Xalidə Xalisə Xanım Xavər Xatın Xədicə Xumar Xuraman Xeyransə Xoşqədəm Yasəmən Yeganə Yaxşı Yetər
Yaqut Zahirə Zahidə Zalxa Zamirə Zarəngiz Zeynəb Zərifə Zərxanım Zərnigar Zərintac Zərqələm Zəhra Zəkiyyə Zəminə Zəmfirə Zibeydə Ziba Zinyət Zinət
Zivər Zöhrə Zöhrəxanım Zülalə Zülfiyyə Zümrüd Züleyxa Ağca Ağabacı Anaxanım Bacıxanım Böyükxanım Dövlət Əfruz Əfsanə Əminə Əntiqə Ənahid Əsli Əsmayə
Əsmər Ətayə Ətirşah Əzizə Ədibə Əlfiyyə İpək İzzət Ceyla Cəmalə Məleykə Mərziyyə Nəbat Nənəqız Səkinət Tükəzban Xanımzər Şəhnaz Heyran Gilas Bağdagül
"""

_TITLES = ("Ağa", "Mir", "Şah", "Hacı", "Xan", "Bala", "Gül")
_FATHERS = (
    "Əli Məmməd Həsən Hüseyn Baba Kərim Rza Səid Vəli Murad İsmayıl Əhməd Kişi Mehdi Bəxş Həmid Qulu Rəhim Verdi Nəsir"
)
_GIRLS = "Gül Nur Ay Şah Zər Mah Can Dil Xan"
_LIKE = "naz bahar xanım pəri nisə cahan zadə tac sima bikə"


def _once(*lists: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for names in lists for name in names))


def _men_put_together() -> list[str]:
    """Names of two parts, as fathers and grandfathers bear them: Ağahüseyn, Mirəli, Əliqulu, Məmmədrza."""
    firsts = [title + borne.lower().replace("i̇", "i") for borne in _FATHERS.split()[:12] for title in _TITLES]
    seconds = [
        borne + end
        for end in ("ağa", "qulu", "verdi", "bala", "rza", "xan")
        for borne in _FATHERS.split()[:10]
        if not end.startswith(borne[-1])
    ]
    return [name for pair in zip(firsts, seconds, strict=False) for name in pair]


def _women_put_together() -> list[str]:
    return [first + like for like in _LIKE.split() for first in _GIRLS.split() if not like.startswith(first.lower())]


NOT_MEN = {"Naxçıvan", "Sabirabad", "Türkan", "Büllur", "Kişvər", "Mirrza", "Rzarza"}
NOT_WOMEN = {"Nazim", "Şirməmməd", "Təhmasib", "Misgin", "Kəmaləddinə"}

MEN = tuple(name for name in _once(_MEN.split(), _men_put_together()) if name not in NOT_MEN)
"""Given names of men."""
WOMEN = tuple(name for name in _once(_WOMEN.split(), _women_put_together()) if name not in NOT_WOMEN)
"""Given names of women."""
