"""Files as they were handed in, in folders named by their hash; nothing here is ever changed."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from grader.errors import UserError


class Store:
    """The folder `received/` of a course."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, files: Mapping[str, bytes]) -> str:
        """Write files so that they survive a power cut; return their hash.

        Raises:
            UserError: a name leads out of the folder.
        """
        sha256 = hash_of(files)
        final = self.folder / sha256
        if final.is_dir():
            return sha256
        self.folder.mkdir(parents=True, exist_ok=True)
        place = Path(tempfile.mkdtemp(prefix=".new-", dir=self.folder))
        try:
            write_synced(place, files)
            place.rename(final)
        except OSError:
            shutil.rmtree(place, ignore_errors=True)
            if not final.is_dir():  # else somebody else has handed in the same at the same moment
                raise
        sync(self.folder)
        return sha256

    def path(self, sha256: str) -> Path:
        """Return the folder of what was handed in."""
        return self.folder / sha256

    def get(self, sha256: str) -> dict[str, bytes]:
        """Read what was handed in."""
        folder = self.path(sha256)
        return {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }

    def sweep(self) -> None:
        """Remove what an interrupted intake has left; only for when nobody hands in."""
        for place in self.folder.glob(".new-*"):
            shutil.rmtree(place, ignore_errors=True)


def hash_of(files: Mapping[str, bytes]) -> str:
    """Return the SHA-256 of files and their names, whatever their order.

    Raises:
        UserError: there is no file, or a name leads out of a folder.
    """
    if not files:
        raise UserError("There is no file in the submission: hand in the notebook.")
    digest = hashlib.sha256()
    for name, content in sorted(files.items()):
        check_name(name)
        digest.update(f"{len(name.encode())} {len(content)} {name}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def check_name(name: str) -> None:
    """Complain of a name that is not a plain relative path.

    Raises:
        UserError: it is not.
    """
    parts = PurePosixPath(name).parts
    if not parts or name != "/".join(parts) or ".." in parts or parts[0] == "/" or {"\\", "\0"} & set(name):
        raise UserError(f"The file name {name!r} cannot be handed in: give a plain name.")


def write_synced(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into an empty folder; they and their names are on the disk afterwards."""
    folders = {folder}
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        folders |= {folder / parent for parent in PurePosixPath(name).parents}
        with path.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    for one in folders:
        sync(one)


def sync(folder: Path) -> None:
    """Make the names in a folder survive a power cut; Windows does so by itself."""
    if os.name == "nt":
        return
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
