# SPDX-License-Identifier: AGPL-3.0-or-later
"""Romanisation tables. One letter may take another form at the start of a word or after a vowel.

Sources: Azerbaijani Cyrillic by the national alphabet of 1958 against that of 1992; Russian by the usual
English
practice (BGN/PCGN 1947 without apostrophes); Georgian by the national system of 2002 without apostrophes;
Armenian by
BGN/PCGN 1981 without apostrophes; Arabic and Persian by BGN/PCGN without diacritics, vowels supplied by
the lexicon of
common names or left out.
"""

AZ_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "q", "ғ": "ğ", "д": "d", "е": "e", "ә": "ə", "ж": "j", "з": "z",
    "и": "i",
    "ы": "ı", "ј": "y", "к": "k", "ҝ": "g", "л": "l", "м": "m", "н": "n", "о": "o", "ө": "ö", "п": "p",
    "р": "r",
    "с": "s", "т": "t", "у": "u", "ү": "ü", "ф": "f", "х": "x", "һ": "h", "ч": "ç", "ҹ": "c", "ш": "ş",
    "э": "e",
    "ю": "yu", "я": "ya", "ё": "yo", "й": "y", "ц": "s", "щ": "ş", "ь": "", "ъ": "", "'": "",
}  # fmt: skip

RUSSIAN = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "yo", "ж": "zh", "з": "z", "и": "i",
    "й": "y",
    "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u",
    "ф": "f",
    "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu",
    "я": "ya",
    # letters of neighbours that turn up in Russian documents
    "і": "i", "ї": "yi", "є": "ye", "ґ": "g", "ў": "w", "қ": "q", "ғ": "gh", "ҳ": "h", "ҷ": "j", "ҹ": "j",
    "ӣ": "i",
    "ӯ": "u", "ң": "ng", "ұ": "u", "һ": "h", "ә": "a", "ө": "o", "ү": "u", "ј": "y", "ҝ": "g", "ќ": "k",
    "ђ": "dj",
    "љ": "lj", "њ": "nj", "ћ": "c", "џ": "dz", "ѕ": "dz", "ѓ": "gj", "ѐ": "e", "ѝ": "i", "ӏ": "",
}  # fmt: skip
RUSSIAN_E_AS_YE_AFTER = frozenset("аеёиоуыэюяьъ")

# The Ukrainian national table of 2010: first the form inside a word, then at its start.
UKRAINIAN = {
    "г": "h", "ґ": "g", "е": "e", "є": "ie", "и": "y", "і": "i", "ї": "i", "й": "i", "ю": "iu", "я": "ia", "'": "", "ё": "io", "ы": "y",
    "зг": "zgh",
}  # fmt: skip
UKRAINIAN_AT_START = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}

# ICAO Doc 9303 part 3, where it departs from the tables above; other letters are spelt as there.
ICAO_CYRILLIC = {
    "ё": "e", "й": "i", "ю": "iu", "я": "ia", "ъ": "ie", "ь": "", "э": "e", "є": "ie", "ї": "i", "і": "i", "ы": "y", "е": "e",
}  # fmt: skip
ICAO_LATIN = {
    "ə": "e", "ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "æ": "ae", "ß": "ss", "þ": "th", "ð": "d", "đ": "d", "ł": "l",
    "ı": "i", "ğ": "g", "ş": "s", "ç": "c", "œ": "oe", "ĳ": "ij", "ŋ": "n", "ħ": "h", "ĸ": "q",
}  # fmt: skip
PLAIN_LATIN = {"ə": "a", "ı": "i", "ø": "o", "å": "a", "ä": "a", "ö": "o", "ü": "u", "ß": "ss"}
ENGLISH_LATIN = {
    "ə": "a", "x": "kh", "ğ": "gh", "ç": "ch", "ş": "sh", "q": "g", "c": "j", "ı": "i", "ö": "o", "ü": "u", "j": "zh",
}  # fmt: skip

GEORGIAN = {
    "ა": "a", "ბ": "b", "გ": "g", "დ": "d", "ე": "e", "ვ": "v", "ზ": "z", "თ": "t", "ი": "i", "კ": "k",
    "ლ": "l",
    "მ": "m", "ნ": "n", "ო": "o", "პ": "p", "ჟ": "zh", "რ": "r", "ს": "s", "ტ": "t", "უ": "u", "ფ": "p",
    "ქ": "k",
    "ღ": "gh", "ყ": "q", "შ": "sh", "ჩ": "ch", "ც": "ts", "ძ": "dz", "წ": "ts", "ჭ": "ch", "ხ": "kh",
    "ჯ": "j",
    "ჰ": "h", "ჲ": "y", "ჳ": "v", "ჴ": "q", "ჶ": "f", "ჷ": "e",
}  # fmt: skip

ARMENIAN = {
    "ա": "a", "բ": "b", "գ": "g", "դ": "d", "ե": "e", "զ": "z", "է": "e", "ը": "y", "թ": "t", "ժ": "zh",
    "ի": "i",
    "լ": "l", "խ": "kh", "ծ": "ts", "կ": "k", "հ": "h", "ձ": "dz", "ղ": "gh", "ճ": "ch", "մ": "m", "յ": "y",
    "ն": "n",
    "շ": "sh", "ո": "o", "չ": "ch", "պ": "p", "ջ": "j", "ռ": "r", "ս": "s", "վ": "v", "տ": "t", "ր": "r",
    "ց": "ts",
    "ւ": "v", "փ": "p", "ք": "k", "օ": "o", "ֆ": "f", "և": "ev",
}  # fmt: skip
ARMENIAN_AT_START = {"ե": "ye", "ո": "vo", "և": "yev"}

# Constantinople's and the diaspora's reading: voiced and voiceless change places.
WESTERN_ARMENIAN = {
    "բ": "p", "գ": "k", "դ": "t", "ձ": "ts", "ջ": "ch", "պ": "b", "կ": "g", "տ": "d", "ծ": "dz", "ճ": "j", "թ": "t", "փ": "p", "ք": "k",
}  # fmt: skip

ARABIC = {
    "ا": "a", "آ": "a", "أ": "a", "إ": "i", "ٱ": "a", "ء": "", "ؤ": "", "ئ": "", "ب": "b", "پ": "p", "ت": "t",
    "ث": "th", "ج": "j", "چ": "ch", "ح": "h", "خ": "kh", "د": "d", "ذ": "dh", "ر": "r", "ز": "z", "ژ": "zh",
    "س": "s",
    "ش": "sh", "ص": "s", "ض": "d", "ط": "t", "ظ": "z", "ع": "a", "غ": "gh", "ف": "f", "ق": "q", "ک": "k",
    "گ": "g",
    "ل": "l", "م": "m", "ن": "n", "ه": "h", "ة": "a", "ۀ": "a", "و": "w", "ی": "y", "ڤ": "v", "ۆ": "o",
    "ێ": "e",
    "ڕ": "r", "ڵ": "l", "ټ": "t", "ډ": "d", "ړ": "r", "ږ": "zh", "ښ": "sh", "ځ": "dz", "څ": "ts", "ڼ": "n",
    "ې": "e",
    "ۍ": "y", "ٹ": "t", "ڈ": "d", "ڑ": "r", "ں": "n", "ے": "e", "ھ": "h", "ہ": "h", "ګ": "g", "ڭ": "ng",
    "َ": "a", "ُ": "u", "ِ": "i", "ً": "", "ٌ": "", "ٍ": "", "ّ": "", "ْ": "", "ٰ": "a", "ـ": "", "ٔ": "",
    "ٓ": "",
}  # fmt: skip
PERSIAN_CHANGES = {"ث": "s", "ذ": "z", "ض": "z", "و": "v", "ق": "gh", "إ": "e"}
# Sorani writes its vowels; Pashto and Urdu have letters of their own in the table above.
KURDISH_CHANGES = {
    "ە": "e", "ێ": "e", "ۆ": "o", "ع": "", "ح": "h", "ئ": "", "ھ": "h", "غ": "gh", "ق": "q", "ث": "s", "ذ": "z", "ض": "z", "ص": "s", "و": "w",
}  # fmt: skip
KURDISH_LETTERS = frozenset("ێۆڕڵەڤ")
PASHTO_LETTERS = frozenset("ټډړښځڅڼېۍګږ")
URDU_LETTERS = frozenset("ٹڈڑںےہھۂ")
UKRAINIAN_LETTERS = frozenset("іїєґІЇЄҐ")
PERSIAN_LETTERS = frozenset("پچژگۀ")
ARABIC_ONLY_LETTERS = frozenset("ةىكيأإ")

# Endings of surnames after a name of the lexicon.
ARABIC_ENDINGS: tuple[tuple[str, str], ...] = (
    ("زاده", "zadeh"), ("اوف", "ov"), ("اوا", "ova"), ("یوا", "eva"), ("اف", "ov"), ("وف", "ov"),
    ("یف", "ev"), ("پور", "pour"),
    ("یان", "ian"), ("ی", "i"),
)  # fmt: skip

# Common names whose vowels the script does not write: Arabic reading, Persian reading (a suggestion; the
# person confirms).
LEXICON: dict[str, tuple[str, str]] = {
    "محمد": ("Muhammad", "Mohammad"), "احمد": ("Ahmad", "Ahmad"), "محمود": ("Mahmud", "Mahmoud"),
    "علی": ("Ali", "Ali"), "حسن": ("Hasan", "Hasan"), "حسین": ("Husayn", "Hossein"),
    "فاطمه": ("Fatima", "Fatemeh"),
    "زهرا": ("Zahra", "Zahra"), "زهراء": ("Zahra", "Zahra"), "زینب": ("Zaynab", "Zeynab"),
    "مریم": ("Maryam", "Maryam"),
    "خدیجه": ("Khadija", "Khadijeh"), "عایشه": ("Aisha", "Ayesheh"), "عائشه": ("Aisha", "Ayesheh"),
    "عمر": ("Umar", "Omar"), "عثمان": ("Uthman", "Osman"), "خالد": ("Khalid", "Khaled"),
    "یوسف": ("Yusuf", "Yousef"),
    "ابراهیم": ("Ibrahim", "Ebrahim"), "اسماعیل": ("Ismail", "Esmail"), "اسحاق": ("Ishaq", "Eshagh"),
    "یعقوب": ("Yaqub", "Yaghoub"), "موسی": ("Musa", "Mousa"), "عیسی": ("Isa", "Isa"),
    "داود": ("Dawud", "Davoud"),
    "سلیمان": ("Sulayman", "Soleyman"), "مصطفی": ("Mustafa", "Mostafa"), "مرتضی": ("Murtada", "Morteza"),
    "رضا": ("Rida", "Reza"), "مهدی": ("Mahdi", "Mehdi"), "هادی": ("Hadi", "Hadi"), "جعفر": ("Jafar", "Jafar"),
    "صادق": ("Sadiq", "Sadegh"), "کریم": ("Karim", "Karim"), "رحیم": ("Rahim", "Rahim"),
    "رحمان": ("Rahman", "Rahman"),
    "عبدالله": ("Abdullah", "Abdollah"), "عبدالرحمن": ("Abdulrahman", "Abdolrahman"),
    "عبدالکریم": ("Abdulkarim", "Abdolkarim"), "عبدالعزیز": ("Abdulaziz", "Abdolaziz"),
    "نور": ("Nur", "Nour"),
    "نورا": ("Nura", "Noura"), "لیلا": ("Layla", "Leila"), "لیلی": ("Layla", "Leyli"),
    "سارا": ("Sara", "Sara"),
    "ساره": ("Sara", "Sareh"), "امین": ("Amin", "Amin"), "امینه": ("Amina", "Amineh"),
    "امیر": ("Amir", "Amir"),
    "حمید": ("Hamid", "Hamid"), "حامد": ("Hamid", "Hamed"), "سعید": ("Said", "Saeed"),
    "مسعود": ("Masud", "Masoud"),
    "ناصر": ("Nasir", "Naser"), "نصیر": ("Nasir", "Nasir"), "بشیر": ("Bashir", "Bashir"),
    "طاهر": ("Tahir", "Taher"),
    "جمال": ("Jamal", "Jamal"), "کمال": ("Kamal", "Kamal"), "جواد": ("Jawad", "Javad"),
    "جاوید": ("Jawid", "Javid"),
    "رشید": ("Rashid", "Rashid"), "راشد": ("Rashid", "Rashed"), "سمیر": ("Samir", "Samir"),
    "سمیرا": ("Samira", "Samira"),
    "نادر": ("Nadir", "Nader"), "نادیه": ("Nadia", "Nadieh"), "فرید": ("Farid", "Farid"),
    "فریده": ("Farida", "Farideh"),
    "رامین": ("Ramin", "Ramin"), "بهرام": ("Bahram", "Bahram"), "پرویز": ("Parviz", "Parviz"),
    "شیرین": ("Shirin", "Shirin"),
    "فرهاد": ("Farhad", "Farhad"), "نسرین": ("Nasrin", "Nasrin"), "پروین": ("Parvin", "Parvin"),
    "ژاله": ("Zhaleh", "Zhaleh"),
    "گلناز": ("Golnaz", "Golnaz"), "بابک": ("Babak", "Babak"), "آرش": ("Arash", "Arash"),
    "سهراب": ("Sohrab", "Sohrab"),
    "رستم": ("Rostam", "Rostam"), "الهام": ("Ilham", "Elham"), "اکبر": ("Akbar", "Akbar"),
    "اصغر": ("Asghar", "Asghar"),
    "عباس": ("Abbas", "Abbas"), "قاسم": ("Qasim", "Ghasem"), "هاشم": ("Hashim", "Hashem"),
    "کاظم": ("Kazim", "Kazem"),
    "باقر": ("Baqir", "Bagher"), "شریف": ("Sharif", "Sharif"), "حکیم": ("Hakim", "Hakim"),
    "سلیم": ("Salim", "Salim"),
    "سالم": ("Salim", "Salem"), "یاسین": ("Yasin", "Yasin"), "ادریس": ("Idris", "Edris"),
    "طارق": ("Tariq", "Tareq"),
    "فیصل": ("Faysal", "Feysal"), "انور": ("Anwar", "Anvar"), "نجیب": ("Najib", "Najib"),
    "غلام": ("Ghulam", "Gholam"),
    "الله": ("Allah", "Allah"), "خان": ("Khan", "Khan"), "شاه": ("Shah", "Shah"), "میر": ("Mir", "Mir"), "سید": ("Sayyid", "Seyyed"),
    "محسن": ("Muhsin", "Mohsen"), "حسنی": ("Hasani", "Hasani"), "حسینی": ("Husayni", "Hosseini"), "کریمی": ("Karimi", "Karimi"),
    "احمدی": ("Ahmadi", "Ahmadi"), "محمدی": ("Muhammadi", "Mohammadi"), "موسوی": ("Musawi", "Mousavi"), "هاشمی": ("Hashimi", "Hashemi"),
    "رحمانی": ("Rahmani", "Rahmani"), "رحیمی": ("Rahimi", "Rahimi"), "قاسمی": ("Qasimi", "Ghasemi"), "صادقی": ("Sadiqi", "Sadeghi"),
    "نجفی": ("Najafi", "Najafi"), "باقری": ("Baqiri", "Bagheri"), "حیدری": ("Haydari", "Heydari"), "مرادی": ("Muradi", "Moradi"),
    "نظری": ("Nazari", "Nazari"), "یوسفی": ("Yusufi", "Yousefi"), "جعفری": ("Jafari", "Jafari"), "اکبری": ("Akbari", "Akbari"),
    "رضایی": ("Rezai", "Rezaei"), "رضائی": ("Rezai", "Rezaei"), "ابراهیمی": ("Ibrahimi", "Ebrahimi"), "اسماعیلی": ("Ismaili", "Esmaili"),
    "عباسی": ("Abbasi", "Abbasi"), "سلطانی": ("Sultani", "Soltani"), "شریفی": ("Sharifi", "Sharifi"), "کاظمی": ("Kazimi", "Kazemi"),
    "حیدر": ("Haydar", "Heydar"), "مجید": ("Majid", "Majid"), "وحید": ("Wahid", "Vahid"), "نوید": ("Nawid", "Navid"),
    "امید": ("Umid", "Omid"), "فریدون": ("Faridun", "Fereydoun"), "خسرو": ("Khusraw", "Khosrow"), "منوچهر": ("Manuchihr", "Manouchehr"),
    "جمشید": ("Jamshid", "Jamshid"), "هوشنگ": ("Hushang", "Houshang"), "کوروش": ("Kurush", "Kourosh"), "داریوش": ("Daryush", "Dariush"),
    "کامران": ("Kamran", "Kamran"), "رسول": ("Rasul", "Rasoul"), "مجتبی": ("Mujtaba", "Mojtaba"), "یحیی": ("Yahya", "Yahya"),
    "معصومه": ("Masuma", "Masoumeh"), "رقیه": ("Ruqayya", "Roghayeh"), "سکینه": ("Sakina", "Sakineh"), "طاهره": ("Tahira", "Tahereh"),
    "صدیقه": ("Siddiqa", "Sedigheh"), "نرگس": ("Nargis", "Narges"), "کبری": ("Kubra", "Kobra"), "زهره": ("Zuhra", "Zohreh"),
    "سمیه": ("Sumayya", "Somayeh"), "ثریا": ("Thurayya", "Soraya"), "شهرزاد": ("Shahrazad", "Shahrzad"), "فروغ": ("Furugh", "Forough"),
    "نوروز": ("Nawruz", "Nowruz"), "سعاد": ("Suad", "Soad"), "سعد": ("Sad", "Saad"), "سامی": ("Sami", "Sami"), "سامر": ("Samir", "Samer"),
    "نبیل": ("Nabil", "Nabil"), "بلال": ("Bilal", "Belal"), "هشام": ("Hisham", "Hesham"), "ولید": ("Walid", "Valid"),
    "وائل": ("Wail", "Vael"), "عادل": ("Adil", "Adel"), "عدنان": ("Adnan", "Adnan"), "باسل": ("Basil", "Basel"), "باسم": ("Basim", "Basem"),
    "بسام": ("Bassam", "Bassam"), "فادی": ("Fadi", "Fadi"), "غسان": ("Ghassan", "Ghassan"), "ماهر": ("Mahir", "Maher"),
    "مروان": ("Marwan", "Marvan"), "مازن": ("Mazin", "Mazen"), "منیر": ("Munir", "Monir"), "اسامه": ("Usama", "Osameh"),
    "رامی": ("Rami", "Rami"), "سیف": ("Sayf", "Seyf"), "طلال": ("Talal", "Talal"), "زیاد": ("Ziyad", "Ziad"), "زکی": ("Zaki", "Zaki"),
    "صلاح": ("Salah", "Salah"), "صالح": ("Salih", "Saleh"), "ایوب": ("Ayyub", "Ayoub"), "ایمن": ("Ayman", "Ayman"),
    "جمیله": ("Jamila", "Jamileh"), "جمیل": ("Jamil", "Jamil"), "امل": ("Amal", "Amal"), "هدی": ("Huda", "Hoda"), "منی": ("Muna", "Mona"),
    "رنا": ("Rana", "Rana"), "سلمی": ("Salma", "Salma"), "سعاده": ("Saada", "Saadeh"), "یاسر": ("Yasir", "Yaser"), "فضل": ("Fadl", "Fazl"),
    "عزیز": ("Aziz", "Aziz"), "حبیب": ("Habib", "Habib"), "لطیف": ("Latif", "Latif"), "مبارک": ("Mubarak", "Mobarak"),
    "مراد": ("Murad", "Morad"), "سلطان": ("Sultan", "Soltan"), "شمس": ("Shams", "Shams"), "بدر": ("Badr", "Badr"), "فهد": ("Fahd", "Fahd"),
    "ترکی": ("Turki", "Torki"), "بندر": ("Bandar", "Bandar"), "حمزه": ("Hamza", "Hamzeh"), "طه": ("Taha", "Taha"), "نجیبالله": ("Najibullah", "Najibollah"), "حبیبالله": ("Habibullah", "Habibollah"), "عبدالرحیم": ("Abdulrahim", "Abdolrahim"),
    "عبدالحمید": ("Abdulhamid", "Abdolhamid"), "عبدالقادر": ("Abdulqadir", "Abdolghader"), "علیرضا": ("Alirida", "Alireza"),
    "غلامرضا": ("Ghulamrida", "Gholamreza"), "محمدرضا": ("Muhammadrida", "Mohammadreza"), "امیرحسین": ("Amirhusayn", "Amirhossein"),
    "مسعوده": ("Masuda", "Masoudeh"), "پروانه": ("Parwana", "Parvaneh"), "شکوفه": ("Shukufa", "Shokoufeh"), "گلاب": ("Gulab", "Golab"),
    "گل": ("Gul", "Gol"), "میرویس": ("Mirwais", "Mirveys"), "ضیا": ("Ziya", "Zia"), "ضیاء": ("Diya", "Zia"), "ذبیح": ("Dhabih", "Zabih"),
    "مهرداد": ("Mihrdad", "Mehrdad"), "مهران": ("Mihran", "Mehran"), "بهروز": ("Bihruz", "Behrouz"), "بهنام": ("Bihnam", "Behnam"),
    "سیامک": ("Siyamak", "Siamak"), "تقی": ("Taqi", "Taghi"), "نقی": ("Naqi", "Naghi"), "رجب": ("Rajab", "Rajab"), "شعبان": ("Shaban", "Shaban"),
    "رمضان": ("Ramadan", "Ramazan"), "مصری": ("Misri", "Mesri"), "خطیب": ("Khatib", "Khatib"),
    "حداد": ("Haddad", "Haddad"), "نجار": ("Najjar", "Najjar"), "شامی": ("Shami", "Shami"),
}  # fmt: skip
