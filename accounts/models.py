"""One user model for staff, residents and service accounts."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, Permission, UserManager
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _


class UserQuerySet(models.QuerySet["User"]):
    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError("Users are deactivated, never deleted.")


class LinliUserManager(UserManager["User"]):
    """Django's manager over a queryset that refuses to delete."""

    use_in_migrations = False

    def get_queryset(self) -> UserQuerySet:
        return UserQuerySet(self.model, using=self._db)


class User(AbstractUser):
    """A person or a program. Deactivated, never deleted: history must keep its names."""

    class Kind(models.TextChoices):
        STAFF = "staff", _("staff")
        RESIDENT = "resident", _("resident")
        SERVICE = "service", _("service account")

    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.RESIDENT)
    must_change_password = models.BooleanField(_("must change the password"), default=False, editable=False)
    # Part of what a session is bound to: raising it ends every session of the user.
    session_epoch = models.PositiveIntegerField(default=0, editable=False)

    objects: ClassVar[LinliUserManager] = LinliUserManager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return self.get_full_name()

    def get_full_name(self) -> str:
        """Family name first, as Chinese names are read; the user name where there is none."""
        return f"{self.last_name}{self.first_name}".strip() or self.username

    def get_short_name(self) -> str:
        """The same: a given name alone is how relatives call somebody, not colleagues."""
        return self.get_full_name()

    @property
    def masked_name(self) -> str:
        """The family name and two asterisks: what others are shown."""
        return f"{(self.last_name or self.username)[:1]}**"

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """As Django's, having read the rights of the person and of the groups in one statement instead of two."""
        if not hasattr(self, "_perm_cache") and self.is_active and not self.is_superuser:
            own = Permission.objects.filter(user=self).order_by().values_list("content_type__app_label", "codename")
            groups = Permission.objects.filter(group__user=self).order_by()
            held = own.union(groups.values_list("content_type__app_label", "codename"))
            self._perm_cache = {f"{app}.{codename}" for app, codename in held}
        return super().has_perm(perm, obj)

    def _get_session_auth_hash(self, secret: str | bytes | None = None) -> str:
        salt = f"accounts.User.session.{self.session_epoch}"
        return salted_hmac(salt, self.password, secret=secret, algorithm="sha256").hexdigest()

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("Users are deactivated, never deleted.")
