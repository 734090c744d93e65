"""Chinese by default, English complete."""

from config.env import ROOT

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
WAGTAIL_CONTENT_LANGUAGES = [("zh-hans", "简体中文")]
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
# Messages that Wagtail, Viewflow and others lack in Chinese stand apart from our own.
LOCALE_PATHS = [str(ROOT / "locale"), str(ROOT / "locale" / "upstream")]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True
