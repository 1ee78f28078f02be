"""A passkey from end to end, with the browser's own virtual device: enroll, sign out, sign in, rename, remove."""

import pytest

from merited.cli.demo.cast import PASSWORD
from tests.journeys.browsing import Person

pytestmark = [pytest.mark.browser, pytest.mark.processes]

HESTER = "hester.vale@alderbay.example"


def with_device(person):
    """Give the browser a device with a fingerprint reader on which the right finger lies."""
    device = person.context.new_cdp_session(person.page)
    device.send("WebAuthn.enable")
    device.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return device


def test_hester_adds_a_passkey_and_signs_in_with_it(chromium, site):
    hester = Person(chromium, site, script=True, width=360)
    device = with_device(hester)
    hester.sign_in(HESTER)
    hester.go("/accounts/")
    hester.look_for_barriers()
    hester.follow("Add a passkey")
    hester.sees("Your password, please")
    hester.page.get_by_label("Password").fill(PASSWORD)
    hester.press("Go on")

    hester.page.get_by_label("Its name").fill("my phone")
    hester.look_for_barriers()
    hester.press("Add a passkey on this device")
    hester.page.wait_for_url("**/accounts/passkeys/")
    hester.sees("Your passkey is added", "my phone", "not used yet")
    hester.look_for_barriers()

    hester.page.context.clear_cookies()
    hester.go("/accounts/login/?next=/accounts/")
    hester.look_for_barriers()
    hester.press("Sign in with a passkey")
    hester.page.get_by_role("heading", name="Hester Vale").wait_for()
    hester.sees("Hester Vale", "The passkey “my phone”", "last used")

    # The password signs in alone, as before: nothing is asked for on top of it.
    hester.page.context.clear_cookies()
    hester.sign_in(HESTER)
    hester.page.wait_for_url("**/work/")

    hester.go("/accounts/passkeys/")
    hester.follow("Remove")
    if hester.page.get_by_label("Password").count():
        hester.page.get_by_label("Password").fill(PASSWORD)
        hester.press("Go on")
    hester.press("Remove it")
    hester.sees("The passkey is removed", "You have none yet")
    device.detach()
    hester.close()


def test_a_passkey_that_is_turned_away_is_answered_in_words(chromium, site):
    hester = Person(chromium, site, script=True, width=1280)
    device = hester.context.new_cdp_session(hester.page)
    device.send("WebAuthn.enable")  # and no device: nothing can answer
    hester.go("/accounts/login/")
    hester.page.evaluate(
        "() => { navigator.credentials.get = () => Promise.reject(new DOMException('', 'NotAllowedError')); }"
    )
    hester.press("Sign in with a passkey")
    hester.page.get_by_text("No passkey was used.").wait_for()
    hester.sees("Nothing has changed: try again, or use your password.")
    device.detach()
    hester.close()


def test_without_javascript_the_password_works_and_a_sentence_says_what_passkeys_need(chromium, site):
    hester = Person(chromium, site, script=False, width=360)
    hester.go("/accounts/login/")
    hester.sees("Passkeys need JavaScript. Your password works without it.")
    assert hester.page.get_by_role("button", name="Sign in with a passkey").count() == 0
    hester.sign_in(HESTER)
    hester.go("/accounts/passkeys/")
    hester.sees("Each signs you in by itself.")
    hester.close()
