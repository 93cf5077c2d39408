# SPDX-License-Identifier: AGPL-3.0-or-later
"""Addresses of signing in, the same on both sites."""

from django.urls import path

from panah.interfaces.web.signing import own, through_directory, views

app_name = "signing"

urlpatterns = [
    path("sign-in/second/", views.second, name="second"),
    path("sign-in/passkey/", views.passkey_alone, name="passkey"),
    path("sign-in/begin/", views.begin, name="begin"),
    path("sign-in/enrol/", views.enrol, name="enrol"),
    path("sign-in/again/", views.again, name="again"),
    path("sign-in/stay/", views.stay_signed_in, name="stay"),
    path("sign-in/directory/", through_directory.start, name="directory"),
    path("sign-in/directory/bind/", through_directory.bind, name="directory-bind"),
    path("sign-in/directory/back/", through_directory.back, name="directory-back"),
    path("sign-in/own/", own.factors, name="factors"),
    path("sign-in/own/passkey/", own.add_passkey, name="add-passkey"),
    path("sign-in/own/telephone/", own.set_up_totp, name="totp"),
    path("sign-in/own/codes/", own.make_codes, name="codes"),
    path("sign-in/own/notices/", own.read_notices, name="read-notices"),
    path("sign-in/own/<uuid:factor_id>/remove/", own.remove_factor, name="remove-factor"),
    path("sign-in/own/sessions/<uuid:session_id>/end/", own.end_session, name="end-session"),
]
