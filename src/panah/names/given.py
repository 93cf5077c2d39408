# SPDX-License-Identifier: AGPL-3.0-or-later
"""Common given names, to tell "Karimi Hossein" from "Hossein Karimi". A name that is missing costs confidence, nothing else."""

# Azerbaijani; also what Turkish, Russian and English papers write for them, found by sound.
_AZERBAIJANI = """
Abbas Abdulla Adil Afaq Afət Ağa Akif Aqil Aida Alim Altay Anar Arzu Asif Aslan Aygün Aynur Aynurə Ayşən Aysel Aysu Aytac Aytən Aydan Aydın
Azad Azər Babək Bahar Bəhruz Bəxtiyar Cabir Camal Cahangir Cavad Cavid Ceyhun Ceyhan Cəfər Cəlal Cəmil Cəmilə Çingiz Çinarə Dilarə
Elçin Eldar Elxan Elmar Elman Elmir Elmira Elnur Elnarə Elşad Elşən Elvin Elvira Emil Emin Eminə Esmira Etibar Elgün Əbülfəz Əhməd Əkbər
Əkrəm Ələkbər Ələsgər Əli Əliağa Əlihüseyn Əminə Ənvər Əsgər Əzizə Faiq Famil Fatma Fazil Fəridə Fərid Fərhad Fəxri Fəxrəddin Fidan Firudin
Firuzə Fikrət Fizuli Fuad Fərqanə Gövhər Gülnar Gülnarə Gülər Gülşən Günay Günel Güney Habil Hacı Hafiz Həcər Həmid Həsən Həbib Hikmət Hüseyn
Xalid Xaliq Xalidə Xanım Xatirə Xəlil Xədicə Xəyal Xumar Xuraman İbrahim İdris İlahə İlham İlhamə İlkin İlqar İlyas İmran İntiqam İsa İsgəndər
İsmayıl İradə İsrafil Kamal Kamil Kamilə Kamran Kənan Kərim Kərəm Könül Kəmalə Lalə Laçın Leyla Lətifə Ləman Mahir Mahmud Məhəmməd Məmməd
Mehdi Mehriban Məhərrəm Məlahət Məryəm Mətanət Mirzə Musa Mustafa Mübariz Murad Müşfiq Namiq Natiq Natəvan Nazim Nadir Nailə Nahid Nəriman
Nərgiz Nərmin Nəsib Niyaz Nicat Nigar Nizami Novruz Nuray Nuranə Nurlan Nüşabə Oqtay Orxan Osman Ömər Pakizə Pərvin Pərviz Pərvanə Polad
Qadir Qədir Qasım Qənirə Qəhrəman Qulam Qulu Rafiq Ramil Ramin Ramiz Rasim Rauf Raufə Rauf Rəhim Rəhman Rəna Rəsul Rəşad Rəşid Ruslan Rüfət
Rüstəm Rövşən Roza Sabir Sabinə Sadiq Sahib Salman Samir Samirə Samid Saleh Seyid Sevda Sevinc Sevil Sevər Sədaqət Səadət Səbinə Səkinə Səid
Səidə Səlim Səməd Səyavuş Sona Solmaz Soltan Süleyman Svetlana Şahin Şahnaz Şamil Şəfəq Şəhla Şəhriyar Şirin Şükufə Şakir Tağı Tahir Tahirə Talıb
Tamilla Teymur Telman Təranə Tofiq Turan Tural Turqut Tünzalə Ülkər Ülviyyə Vahid Vaqif Vasif Vəfa Vəli Vidadi Vilayət Vüqar Vüsalə Yaqub Yasin
Yaşar Yavər Yunis Yusif Zahid Zakir Zamin Zaur Zaman Zəhra Zərifə Zərinə Zeynəb Zeynal Ziya Zöhrə Zöhrab Zülfiyyə Zümrüd Zülfüqar
"""

_PERSIAN_AND_ARABIC = """
Mohammad Mohammed Muhammad Ahmad Mahmoud Hamid Hamed Hossein Hussein Hassan Ali Reza Mehdi Mahdi Hadi Amir Akbar Asghar Karim Rahim Rahman
Rasoul Saeed Said Masoud Majid Vahid Navid Omid Farhad Farid Fariba Fereydoun Khosrow Kaveh Kamran Kourosh Dariush Cyrus Jamshid Houshang
Manouchehr Parviz Bahram Behrouz Behnam Babak Arash Ardeshir Iraj Javad Jafar Jalal Jamal Kamal Kazem Ghasem Hashem Naser Nader Sadegh Taher
Mostafa Mustafa Morteza Mojtaba Yousef Yahya Yaghoub Ebrahim Ibrahim Esmail Ismail Eshagh Davoud Dawood Soleyman Sulaiman Mousa Musa Isa Issa Idris
Fatemeh Fatima Zahra Zohreh Maryam Mariam Zeynab Zainab Khadijeh Khadija Roghayeh Sakineh Masoumeh Tahereh Sedigheh Narges Nasrin Parvin Shirin
Leila Layla Laleh Jaleh Mozhgan Golnaz Niloufar Forough Soraya Shahrzad Samira Sara Sarah Mina Mitra Nahid Kobra Somayeh Elham Elaheh
Abdullah Abdollah Abdulrahman Abdurrahim Abdulaziz Abdulkarim Abdulhamid Abdulqader Khalid Khaled Walid Tariq Omar Umar Othman Bilal Hisham Rashid
Salah Salim Salem Samir Sami Samer Nabil Nasser Najib Najibullah Habibullah Zabihullah Noor Nour Nur Nuruddin Anwar Aisha Amina Aminah Amal Hala Huda
Hana Hanan Iman Jamila Kawthar Latifa Lubna Mona Nadia Noura Rania Reem Salma Samia Sawsan Suad Yasmin Zaki Ziad Zuhair Yasser Yassin Adel Adnan
Bassam Basel Fadi Faisal Fuad Ghassan Haidar Hatem Imad Jaber Jihad Kareem Luay Maher Marwan Mazen Muhannad Mounir Osama Rami Saif Shadi Talal Wael
Wassim Yazan Ghulam Gul Mir Nasir Shah Zalmay Zarghuna Farida Freshta Parwana Laila Malalai Mirwais Nawroz
"""

_CAUCASUS_AND_RUSSIAN = """
Hovhannes Gevorg Karapet Petros Hakob Tigran Sargis Mkrtich Astghik Vardan Gohar Lusine Shushanik Yervand Voskan Margarit Narine Armen Aram Arman
Gagik Ruben Stepan Zaven Jivan Anahit Hasmik Hayk Hrant Hrachya Vazgen Hovsep Zhirayr Naira Vigen Davit Movses Kristine Anush Ani Andranik Ashot
Artur Armine Karen Garik Gayane Levon Lilit Mariam Mher Nare Nune Samvel Seda Siranush Sona Suren Vahan Varduhi Arpine Arsen Artak Edgar
Giorgi Nino Levan Ketevan Khatuna Zurab Jemal Shota Vakhtang Otar Ekaterine Nikoloz Mikheil Beka Tamar Mzia Avtandil Gocha Lasha Nana Irakli
Lali Maia Manana Merab Mamuka Nodar Revaz Rusudan Sopio Tea Teimuraz Temur Tornike Vano Zaza Eteri Guram Ilia Lia Luka
Aleksandr Alexander Aleksandra Aleksey Alexey Anatoly Andrey Anna Anastasia Anton Artem Boris Vadim Valentin Valentina Valery Vasily Vera Viktor
Victor Viktoria Vitaly Vladimir Vladislav Vyacheslav Galina Gennady Georgy Grigory Denis Dmitry Evgeny Evgenia Ekaterina Elena Zinaida Ivan Igor Ilya
Irina Konstantin Kirill Ksenia Larisa Lev Leonid Lidia Lyubov Lyudmila Maxim Maria Marina Mikhail Nadezhda Natalia Natalya Nikita Nikolay Oksana
Oleg Olga Pavel Pyotr Roman Ruslan Svetlana Semyon Sergey Stanislav Tamara Tatiana Tatyana Fyodor Yuri Yulia Yana Yakov Magomed Shamil Murad
Oleksandr Serhii Yuliia Olena Andrii Mykola Mykhailo Petro Taras Bohdan Hanna Iryna Kateryna Oksana Svitlana Volodymyr Yevhen
"""

_TURKISH_AND_OTHERS = """
Mehmet Ahmet Hüseyin Hatice Ayşe Fatma Emine Zeynep Elif Cengiz Cemil Kadir Recep Murat Kübra Ömer Osman İbrahim Halil Bekir Mustafa Hasan Yusuf
Emre Burak Can Deniz Ebru Esra Fatih Gökçe Gülay Hakan İsmail Kemal Kerem Leyla Merve Okan Onur Orhan Özge Selim Serkan Sevgi Sinan Tarık Tuğba
Umut Veli Volkan Yasemin Yaşar Yavuz Baran Berfin Cihan Dilan Hevin Rojin Şêrko Azad Hemin Rebwar Zhyan Sherko
David Michael John James Robert William Thomas Daniel Joseph Peter Paul Mark Mary Elizabeth Catherine Margaret Sarah Emma Julia Martin Stephen
"""

GIVEN = tuple(dict.fromkeys((_AZERBAIJANI + _PERSIAN_AND_ARABIC + _CAUCASUS_AND_RUSSIAN + _TURKISH_AND_OTHERS).split()))
"""Given names, as written in Latin letters."""

COMPOUND_FIRST = frozenset({
    "mohammad", "mohammed", "muhammad", "muhammed", "mohamad", "mohamed", "mahammad", "mehmet", "amir", "ali", "gholam", "ghulam", "seyed",
    "sayed", "sayyid", "seyyed", "syed", "abu", "mir", "shah", "gul", "haji", "aga", "agha", "molla", "nour", "noor", "nur", "salah", "seyid",
    "ahmet", "ayshe", "fatma", "meshedi", "mashadi",
})  # fmt: skip
"""Names that often begin a given name of two words, in plain letters (`fold`)."""
