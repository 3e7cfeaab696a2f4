from __future__ import annotations

from netsuite_client.tokens import TokenKeys, sign

KEYS = TokenKeys(consumer_key="ck_1", consumer_secret="cs_1", token_id="tk_1", token_secret="ts_1")


def test_a_signature_is_the_one_that_openssl_computes() -> None:
    # printf '1234567_SB1&ck_1&tk_1&fjaLirsIcCGVZWzBX0pg&1508242306' |
    #     openssl dgst -sha256 -hmac 'cs_1&ts_1' -binary | base64
    passport = sign("1234567_SB1", KEYS, nonce="fjaLirsIcCGVZWzBX0pg", timestamp=1508242306)

    assert passport.signature == "bWS90JCNCa4Dy+VCqweSbRrluC/vz+4MvfuOOg6vdMI="


def test_printing_keys_or_a_passport_shows_no_secret() -> None:
    printed = f"{KEYS} {KEYS!r} {sign('1', KEYS, nonce='n' * 20, timestamp=1)!r}"

    assert "cs_1" not in printed
    assert "ts_1" not in printed
