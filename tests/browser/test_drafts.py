"""Next year's rules in the browser: drafted, tried, approved by a second person, in force on their day; an area narrows, not widens."""

from tests.browser.walking import IN_A_BROWSER

pytestmark = IN_A_BROWSER
