# SPDX-License-Identifier: AGPL-3.0-or-later
"""Addresses of the staff site. Ids are random; no address holds a name, a number of a paper or a search."""

from django.urls import include, path

from panah.interfaces.staff.views import (
    access_card,
    account,
    accounts,
    action,
    appointments,
    basket,
    case,
    duplicates,
    home,
    law,
    log,
    papers,
    people,
    procedures,
    reception,
    reception_people,
    sign_in,
)

pages = [
    path("", home.home, name="home"),
    path("account/", account.account_page, name="account"),
    path("account/language/", account.set_language, name="account-language"),
    path("account/password/", account.set_password, name="account-password"),
    path("account/keys/", account.make_key, name="account-key"),
    path("account/keys/<uuid:token_id>/end/", account.end_key, name="end-key"),
    path("basket/", basket.basket_page, name="basket"),
    path("people/", people.people_page, name="people"),
    path("people/<uuid:person_id>/", people.person_page, name="person"),
    path("duplicates/", duplicates.queue_page, name="duplicates"),
    path("duplicates/<uuid:pair_id>/", duplicates.pair_page, name="pair"),
    path("merges/<uuid:merge_id>/split/", duplicates.split_page, name="split"),
    path("reception/", reception.start_page, name="reception"),
    path("reception/<uuid:draft_id>/", reception.notice_page, name="reception-notice"),
    path("reception/<uuid:draft_id>/people/", reception_people.people_page, name="reception-people"),
    path("reception/<uuid:draft_id>/people/search/", reception_people.search_page, name="reception-search"),
    path("reception/<uuid:draft_id>/people/<int:index>/", reception_people.person_page, name="reception-person"),
    path(
        "reception/<uuid:draft_id>/people/<int:index>/remove/", reception_people.remove_person, name="reception-remove"
    ),
    path("reception/<uuid:draft_id>/household/", reception.household_page, name="reception-household"),
    path("reception/<uuid:draft_id>/check/", reception.check_page, name="reception-check"),
    path("reception/<uuid:draft_id>/receipt.pdf", reception.receipt, name="reception-receipt"),
    path("reception/<uuid:draft_id>/discard/", reception.discard, name="reception-discard"),
    path("files/<uuid:case_id>/", case.case_page, name="case"),
    path("files/<uuid:case_id>/<slug:part>/", case.case_page, name="case-part"),
    path("files/<uuid:case_id>/do/<slug:name>/", action.action_page, name="action"),
    path("files/<uuid:case_id>/card/new/", access_card.access_card, name="access-card"),
    path("entries/<uuid:content_id>/", papers.content_page, name="content"),
    path("letters/<uuid:letter_id>/", papers.letter, name="letter"),
    path("uploads/<uuid:file_id>/", papers.upload, name="upload"),
    path("appointments/", appointments.appointments_page, name="appointments"),
    path("law/", law.law_page, name="law"),
    path("law/<str:name>/", law.clause_page, name="law-clause"),
    path("procedures/", procedures.procedures_page, name="procedures"),
    path("procedures/<slug:key>/<int:version>/", procedures.procedure_page, name="procedure"),
    path("procedures/<slug:key>/<int:version>/drawing.svg", procedures.drawing, name="procedure-drawing"),
    path("accounts/", accounts.accounts_page, name="accounts"),
    path("accounts/open/", accounts.open_account, name="open-account"),
    path("accounts/<uuid:account_id>/", accounts.account_admin, name="account-admin"),
    path("accounts/<uuid:account_id>/roles/", accounts.give_role, name="give-role"),
    path("accounts/<uuid:account_id>/roles/<uuid:role_id>/end/", accounts.end_role, name="end-role"),
    path("accounts/<uuid:account_id>/end/", accounts.end_account, name="end-account"),
    path("offices/open/", accounts.open_office, name="open-office"),
    path("log/", log.log_page, name="log"),
]

urlpatterns = [
    path("sign-in/", sign_in.sign_in_page, name="sign-in"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
    path("", include((pages, "staff"))),
]
