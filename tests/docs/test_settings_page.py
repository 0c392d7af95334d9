"""The settings page is what the code says."""

from scripts.gen_settings_doc import PAGE, render_page


def test_the_settings_page_is_made_from_the_present_fields() -> None:
    assert PAGE.read_text() == render_page(), "run `make gen` and commit the page"
