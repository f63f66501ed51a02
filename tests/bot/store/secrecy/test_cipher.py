"""What was encrypted is read whole and in its place, or not at all."""

import pytest

from bot.store.secrecy.cipher import Cipher, OtherKey, Unopened, fresh_key

TEXT, PLACE = b"69.9 kg", b"plan/K7Q-2M3/000001"


def test_it_is_read_in_its_place_and_is_not_the_same_twice() -> None:
    cipher = Cipher(fresh_key())
    one, other = (cipher.encrypted(TEXT, PLACE) for _ in range(2))
    assert cipher.decrypted(one, PLACE) == cipher.decrypted(other, PLACE) == TEXT
    assert one != other
    assert TEXT not in one


def test_each_bit_that_is_flipped_is_found_and_so_is_each_byte_that_is_missing() -> None:
    cipher = Cipher(fresh_key())
    kept = cipher.encrypted(TEXT, PLACE)
    for bit in range(8 * len(kept)):
        altered = bytearray(kept)
        altered[bit // 8] ^= 1 << bit % 8
        with pytest.raises(Unopened):
            cipher.decrypted(bytes(altered), PLACE)
    for length in range(len(kept)):
        with pytest.raises(Unopened):
            cipher.decrypted(kept[:length], PLACE)


def test_in_another_place_or_with_another_key_it_is_not_read() -> None:
    cipher = Cipher(fresh_key())
    kept = cipher.encrypted(TEXT, PLACE)
    with pytest.raises(Unopened):
        cipher.decrypted(kept, b"plan/K7Q-2M3/000002")
    with pytest.raises(OtherKey):
        Cipher(fresh_key()).decrypted(kept, PLACE)


def test_a_key_has_its_length() -> None:
    with pytest.raises(ValueError, match="length"):
        Cipher(b"short")
