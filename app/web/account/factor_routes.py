"""Where second factors are found: the second step of signing in, and the pages that set factors up."""

from __future__ import annotations

from flask import Blueprint

from app.web.account import second_factors, second_step
from app.web.account.passkey_site import site, works_here

blueprint = Blueprint("factors", __name__)
blueprint.app_template_global("own_factors")(second_factors.own_factors)
blueprint.app_template_global("passkey_site")(site)
blueprint.app_template_global("passkeys_work_here")(works_here)

for _address, _name, _view, _methods in (
    ("/sign-in/second-factor", "second_step", second_step.second_step, ["GET", "POST"]),
    ("/sign-in/second-factor/passkey", "second_step_options", second_step.second_step_options, ["GET"]),
    ("/sign-in/passkey/options", "sign_in_options", second_step.sign_in_options, ["GET"]),
    ("/sign-in/passkey", "sign_in_by_passkey", second_step.sign_in_by_passkey, ["POST"]),
    ("/account/second-factors", "second_factors", second_factors.second_factors, ["GET"]),
    ("/account/second-factors/app", "set_up_app", second_factors.set_up_app, ["GET", "POST"]),
    ("/account/second-factors/passkey", "add_passkey", second_factors.add_passkey, ["GET", "POST"]),
    ("/account/second-factors/passkey/options", "add_passkey_options", second_factors.add_passkey_options, ["GET"]),
    ("/account/second-factors/codes", "recovery_codes", second_factors.recovery_codes, ["GET", "POST"]),
    ("/account/second-factors/codes/text", "recovery_codes_text", second_factors.recovery_codes_text, ["POST"]),
    ("/account/second-factors/<uuid:factor_id>/remove", "remove", second_factors.remove, ["GET", "POST"]),
):
    blueprint.add_url_rule(_address, _name, _view, methods=_methods)
