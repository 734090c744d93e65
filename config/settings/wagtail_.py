"""Wagtail: its models replaced by ours, nothing asked of other hosts."""

from config.env import read

WAGTAIL_SITE_NAME = "邻里"
WAGTAILADMIN_BASE_URL = read("BASE_URL")
WAGTAILIMAGES_IMAGE_MODEL = "media.Picture"
WAGTAILDOCS_DOCUMENT_MODEL = "media.File"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_FORMAT_CONVERSIONS = {"jpeg": "webp", "png": "webp", "webp": "webp"}
WAGTAILIMAGES_IMAGE_FORM_BASE = "media.forms.PictureForm"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "media.forms.DocumentForm"
WAGTAILDOCS_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "pdf", "pptx", "txt", "xlsx"]

WAGTAILSEARCH_BACKENDS = {
    # The admin's own boxes only. The default backend finds nothing in Chinese.
    "default": {"BACKEND": "modelsearch.backends.database.fallback", "AUTO_UPDATE": False},
}

WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []
WAGTAIL_WORKFLOW_ENABLED = True
# A second full approval would start after an edit under review; opinions carry their revision instead.
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = False
WAGTAIL_ALLOW_UNICODE_SLUGS = True
WAGTAIL_DATE_FORMAT = "%Y-%m-%d"
WAGTAIL_DATETIME_FORMAT = "%Y-%m-%d %H:%M"
# Publishes exactly the reviewed revision, and only on a decision of the final review.
WAGTAIL_FINISH_WORKFLOW_ACTION = "workflows.finish.finish"
# What cms holds around bulk actions on pages: the lock that reviews take. cms must not know who reviews.
LINLI_PAGE_LOCK = "workflows.locks.page_lock"
