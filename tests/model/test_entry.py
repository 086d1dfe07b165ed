"""An entry that is packed comes out as it was, under the id that it has by then."""

from hypothesis import given

from reflect.model.entry import Packed
from reflect.model.schema import Entry
from tests.formats.rows_made import diaries


@given(diary=diaries)
def test_an_entry_comes_out_as_it_was(diary: list[Entry]) -> None:
    for entry in diary:
        packed = Packed(entry)
        assert list(packed.entry().items()) == list(entry.items())
        assert (packed.month, packed.kind) == (entry["day"][:7], entry["kind"])
        packed.id = "0123456789ab"
        assert packed.entry() == {**entry, "id": "0123456789ab"}
