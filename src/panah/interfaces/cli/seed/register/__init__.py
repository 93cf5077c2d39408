# SPDX-License-Identifier: AGPL-3.0-or-later
"""The invented register: a million people and more, in eleven ways of writing, with duplicates whose truth is known.

`given_names`, `family_names` and `places` hold words. `humans` invents families of them. `latin`, `cyrillic`, `eastern` and `patronymics`
write a name as scribes of different times and places would; they follow the languages' rules and know nothing of `panah.names`,
which is measured with them. `records` makes records of humans, with what happens to records; `blocks` puts the register
together piece by piece; `files` and `load` write it. docs/seed.md says what it can and cannot show.
"""
