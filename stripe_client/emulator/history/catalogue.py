"""What is sold, to whom, and what changes its price: customers, products, prices, coupons, taxes and shipping rates."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from stripe_client.emulator.history.dates import months_later
from stripe_client.emulator.history.pages import Pages, whole
from stripe_client.emulator.shapes.fields import Plain

FIRST_STREET, FIRST_POSTAL_CODE = "1 Main Street", "10001"
_INTERVALS = {0: None, 1: "month", 12: "year"}


@dataclass(frozen=True, kw_only=True)
class Customer:
    """A customer of the history, as later steps need it; `tax_exempt` is none, exempt or reverse."""

    id: str
    name: str | None
    email: str | None
    address: Plain | None
    tax_exempt: str = "none"


@dataclass(frozen=True, kw_only=True)
class Price:
    """A price in minor units; `months` is the length of the term it buys, 0 for one-time."""

    id: str
    product: str
    name: str
    currency: str
    unit_amount: int | Decimal
    months: int
    metered: bool = False


@dataclass(frozen=True, kw_only=True)
class FreeAmount:
    """An amount that is billed without a price."""

    name: str
    currency: str
    unit_amount: int | Decimal
    months: int = 0


@dataclass(frozen=True, kw_only=True)
class Coupon:
    """So many percent, or an amount in minor units, off: of these products, or of all."""

    id: str
    percent: Decimal | None
    amount: int | None
    products: tuple[str, ...]
    duration: str
    months: int | None


@dataclass(frozen=True, kw_only=True)
class Discount:
    """A coupon as it was given to somebody; it counts for what is billed before `end`."""

    id: str
    coupon: Coupon
    start: int
    end: int | None
    promotion_code: str | None
    subscription: str | None


@dataclass(frozen=True, kw_only=True)
class TaxRate:
    """A tax in percent, within the price or on top of it."""

    id: str
    percentage: Decimal
    inclusive: bool


@dataclass(frozen=True, kw_only=True)
class ShippingRate:
    """What shipping costs, in minor units."""

    id: str
    amount: int


class Catalogue(Pages):
    """Steps that add what later steps bill."""

    def customer(
        self,
        name: str | None,
        email: str | None,
        country: str | None,
        city: str | None,
        *,
        created: int,
        street: str = FIRST_STREET,
        postal_code: str = FIRST_POSTAL_CODE,
        tax_exempt: str = "none",
        **more: object,
    ) -> Customer:
        """Adds a customer; `more` are further fields of Stripe's. Without a country there is no address."""
        address: Plain = {"country": country, "city": city, "line1": street, "postal_code": postal_code}
        customer = Customer(
            id=self._next("cus"), name=name, email=email, address=address if country else None, tax_exempt=tax_exempt
        )
        self._add(
            "customers",
            id=customer.id,
            created=created,
            name=name,
            email=email,
            address=customer.address,
            invoice_prefix=customer.id.removeprefix("cus_").upper(),
            tax_exempt=tax_exempt,
            **more,
        )
        return customer

    def delete(self, customer: Customer) -> None:
        """Leaves of a customer what Stripe leaves: a stub."""
        customers = self.book["customers"]
        place = next(index for index, plain in enumerate(customers) if plain["id"] == customer.id)
        customers[place] = {"object": "customer", "id": customer.id, "deleted": True}

    def product(self, name: str, *, created: int, shippable: bool | None = None) -> str:
        """Adds a product; its id."""
        product_id = self._next("prod")
        self._add("products", id=product_id, created=created, name=name, shippable=shippable)
        return product_id

    def price(
        self,
        product: str,
        name: str,
        currency: str,
        unit_amount: int | Decimal,
        *,
        months: int,
        created: int,
        metered: bool = False,
    ) -> Price:
        """Adds a price: monthly (1), yearly (12) or one-time (0). A unit may cost part of a minor unit."""
        price = Price(
            id=self._next("price"),
            product=product,
            name=name,
            currency=currency,
            unit_amount=unit_amount,
            months=months,
            metered=metered,
        )
        self._add(
            "prices",
            id=price.id,
            created=created,
            product=product,
            nickname=name,
            currency=currency,
            unit_amount=unit_amount if isinstance(unit_amount, int) else None,
            unit_amount_decimal=str(unit_amount),
            recurring=_recurring(price),
        )
        return price

    def coupon(
        self,
        name: str,
        *,
        created: int,
        percent: Decimal | int | None = None,
        amount: int | None = None,
        currency: str | None = None,
        products: tuple[str, ...] = (),
        months: int | None = None,
        forever: bool = False,
    ) -> Coupon:
        """Adds a coupon; it counts once, unless it does for some months or for ever."""
        coupon = Coupon(
            id=name.upper().replace(" ", "-").replace("%", ""),
            percent=None if percent is None else Decimal(percent),
            amount=amount,
            products=products,
            duration="forever" if forever else "once" if months is None else "repeating",
            months=months,
        )
        self._add(
            "coupons",
            id=coupon.id,
            created=created,
            name=name,
            percent_off=None if coupon.percent is None else number(coupon.percent),
            amount_off=amount,
            currency=currency,
            duration=coupon.duration,
            duration_in_months=months,
            **({"applies_to": {"products": list(products)}} if products else {}),
        )
        return coupon

    def promotion_code(self, code: str, coupon: Coupon, *, created: int) -> str:
        """Adds a code that customers type in for a coupon; its id."""
        code_id = self._next("promo")
        self._add("promotion_codes", id=code_id, created=created, code=code, promotion={"coupon": coupon.id})
        return code_id

    def discount(
        self, coupon: Coupon, *, start: int, promotion_code: str | None = None, subscription: str | None = None
    ) -> Discount:
        """Redeems a coupon; the discount shows up where it is used."""
        self._redeemed("coupons", coupon.id)
        if promotion_code is not None:
            self._redeemed("promotion_codes", promotion_code)
        return Discount(
            id=self._next("di"),
            coupon=coupon,
            start=start,
            end=None if coupon.months is None else months_later(start, coupon.months),
            promotion_code=promotion_code,
            subscription=subscription,
        )

    def tax_rate(
        self, name: str, percentage: Decimal | int, *, created: int, inclusive: bool = False, **more: object
    ) -> TaxRate:
        """Adds a tax rate; `more` are further fields of Stripe's (country, jurisdiction, …)."""
        rate = TaxRate(id=self._next("txr"), percentage=Decimal(percentage), inclusive=inclusive)
        self._add(
            "tax_rates",
            id=rate.id,
            created=created,
            display_name=name,
            percentage=number(rate.percentage),
            inclusive=inclusive,
            **more,
        )
        return rate

    def shipping_rate(
        self, name: str, amount: int, currency: str, *, created: int, inclusive: bool = False
    ) -> ShippingRate:
        """Adds a way of shipping at a fixed price."""
        rate = ShippingRate(id=self._next("shr"), amount=amount)
        self._add(
            "shipping_rates",
            id=rate.id,
            created=created,
            display_name=name,
            fixed_amount={"amount": amount, "currency": currency},
            tax_behavior="inclusive" if inclusive else "exclusive",
        )
        return rate

    def _redeemed(self, kind: str, name: str) -> None:
        plain = next(plain for plain in self.book[kind] if plain["id"] == name)
        plain["times_redeemed"] = whole(plain, "times_redeemed") + 1


def discount_object(discount: Discount, customer: Customer, **where: str) -> Plain:
    """A discount as Stripe shows it; `where` names the invoice or the invoice item that it was given for."""
    return {
        "id": discount.id,
        "object": "discount",
        "source": {"type": "coupon", "coupon": discount.coupon.id},
        "start": discount.start,
        "end": discount.end,
        "customer": customer.id,
        "promotion_code": discount.promotion_code,
        "subscription": discount.subscription,
        **({} if discount.subscription else where),
    }


def number(percentage: Decimal) -> int | float:
    """A percentage as Stripe's JSON has it: no amount of money, so a float does no harm."""
    return int(percentage) if percentage == int(percentage) else float(percentage)


def _recurring(price: Price) -> Plain | None:
    interval = _INTERVALS[price.months]
    if interval is None:
        return None
    return {"interval": interval, **({"usage_type": "metered"} if price.metered else {})}
