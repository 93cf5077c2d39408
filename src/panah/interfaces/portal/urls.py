# SPDX-License-Identifier: AGPL-3.0-or-later
"""Addresses of the portal. None holds a name, a case number or a state; the number in a check is the document's own."""

from django.urls import URLPattern, URLResolver, include, path

from panah.interfaces.portal.org import corrections as org_corrections
from panah.interfaces.portal.org import files as org_files
from panah.interfaces.portal.org import people as org_people
from panah.interfaces.portal.org import sign_in as org_sign_in
from panah.interfaces.portal.views import (
    account,
    address,
    apply,
    check,
    complain,
    complaints,
    files,
    front,
    guide,
    home,
    opened,
    pin,
    record,
    representatives,
    sign_in,
)

_own: list[URLPattern] = [
    path("", front.front, name="front"),
    path("need/", guide.guide, name="guide"),
    path("account/", account.account, name="account"),
    path("my/apply/", apply.applications, name="apply"),
    path("my/apply/for/", apply.choose, name="apply-for"),
    path("my/apply/<slug:procedure>/", apply.form, name="apply-form"),
    path("my/files/<uuid:case_id>/", files.file, name="file"),
    path("my/files/<uuid:case_id>/receipt/", files.receipt, name="receipt"),
    path("my/files/<uuid:case_id>/letters/<uuid:letter_id>/", files.letter, name="file-letter"),
    path("my/files/<uuid:case_id>/<slug:name>/", files.step, name="step"),
    path("my/", home.home, name="home"),
    path("my/papers/<uuid:letter_id>/", home.letter, name="letter"),
    path("my/address/", address.address, name="address"),
    path("my/record/", record.record, name="record"),
    path("my/record/copy.<slug:kind>", record.copy, name="record-copy"),
    path("my/representatives/", representatives.representatives, name="representatives"),
    path("my/opened/", opened.opened, name="opened"),
    path("my/opened.json", opened.opened_json, name="opened-json"),
    path("my/pin/", pin.pin, name="pin"),
    # Words that tell whoever looks into the history of the browser nothing.
    path("my/said/", complaints.complaints, name="complaints"),
    path("my/said/new/", complaints.new_complaint, name="complaint-new"),
    path("my/said/<uuid:complaint_id>/", complaints.complaint, name="complaint"),
    path("say/", complain.complain, name="complain"),
    path("say/answer/", complain.receipt, name="complain-receipt"),
    path("org/", org_people.people, name="org"),
    path("org/sign-in/", org_sign_in.sign_in_page, name="org-sign-in"),
    path("org/sign-out/", org_sign_in.sign_out, name="org-sign-out"),
    path("org/account/", org_sign_in.account, name="org-account"),
    path("org/account/key/", org_sign_in.key, name="org-key"),
    path("org/corrections/", org_corrections.corrections, name="org-corrections"),
    path("org/corrections/<uuid:message_id>/", org_corrections.seen, name="org-correction-seen"),
    path("org/group/", org_people.group, name="org-group"),
    path("org/people/new/", org_people.new, name="org-new"),
    path("org/people/<uuid:named_id>/", org_people.person, name="org-person"),
    path("org/people/<uuid:named_id>/drop/", org_people.drop, name="org-drop"),
    path("org/people/<uuid:named_id>/<slug:procedure>/", org_people.apply, name="org-apply"),
    path("org/files/<uuid:filed_id>/", org_files.file, name="org-file"),
    path("org/files/<uuid:filed_id>/letters/<uuid:letter_id>/", org_files.letter, name="org-letter"),
    path("org/files/<uuid:filed_id>/<slug:name>/", org_files.step, name="org-step"),
    path("check/", check.check, name="check"),
    path("check/<str:code>.json", check.check_json, name="check-json"),
    path("check/<str:code>", check.check_code, name="check-code"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("sign-in/", sign_in.sign_in_page, name="sign-in"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
    path("", include((_own, "portal"))),
]
