"""What the tests of exchange share: a book, a desk for small files, and the folder with real exports."""

import os
from pathlib import Path

import pytest
from small_exports import NOW, REPOSITORY, Desk

from b2bdeal.book import Book


@pytest.fixture
def book():
    return Book(clock=lambda: NOW)


@pytest.fixture
def real() -> Path:
    """The folder with real exports, which are not part of this project."""
    folder = Path(os.environ.get("B2BDEAL_DATA") or REPOSITORY.parent / "shared" / "data")
    if not (folder / "crm" / "sales_pipeline.csv").is_file():
        pytest.skip(f"real exports are not in {folder}: point B2BDEAL_DATA to the folder that has crm/ and funnel/")
    return folder


@pytest.fixture
def desk(tmp_path, book):
    return Desk(tmp_path, book)
