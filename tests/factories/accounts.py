"""People."""

import factory

from accounts.models import User


class UserFactory(factory.django.DjangoModelFactory[User]):
    """A member of staff; the password is `linli-2026`."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"user{n}")
    last_name = "陈"
    first_name = factory.Sequence(lambda n: f"同志{n}")
    kind = User.Kind.STAFF
    password = factory.django.Password("linli-2026")

    class Params:
        resident = factory.Trait(kind=User.Kind.RESIDENT)
        left = factory.Trait(is_active=False)
