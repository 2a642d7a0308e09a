"""Whatever stands in a profile's files, it is loaded or told what is wrong, and both agree."""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import samspill
from samspill.errors import ProfileError
from samspill.region import check_region, load_region
from solid.chance import bounded, fuzz, of_bytes, of_cells, of_settings

PROFILE = Path(samspill.__file__).parent / "regions/osloregionen"
FILES = sorted(path.name for path in PROFILE.iterdir() if path.suffix in (".csv", ".toml"))


@st.composite
def changed(draw: st.DrawFn, name: str) -> bytes:
    ways = (of_bytes, of_settings if name.endswith(".toml") else of_cells)
    way = draw(st.sampled_from((ways[1], ways[1], ways[0])))
    return way(draw, (PROFILE / name).read_bytes())


@pytest.mark.parametrize("name", FILES)
def test_any_profile_is_loaded_or_told_what_is_wrong(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "profile"
    shutil.copytree(PROFILE, folder)

    @fuzz(5)
    @given(content=changed(name))
    def tried(content: bytes) -> None:
        (folder / name).write_bytes(content)
        with bounded():
            problems = check_region(folder)
        wrong = [one for one in problems if not one.is_note]
        for one in problems:
            said = str(one)
            assert said.endswith("."), said
            assert said.replace("\u00a0", " ").isprintable(), said
        with bounded(), pytest.raises(ProfileError) if wrong else contextlib.nullcontext():
            load_region(folder)

    tried()
