"""Collects PyTorch: its modules, also as source because it reads some of them, and its libraries; neither its tests nor its tools.

It takes the place of PyInstaller's own hook, which collects the whole folder.
"""

from importlib.util import find_spec
from pathlib import Path

from PyInstaller.utils.hooks import PY_DYLIB_PATTERNS, collect_dynamic_libs, collect_submodules, get_module_file_attribute

_NEVER = ("torch.testing._internal", "torch.utils.tensorboard", "torch.utils.benchmark", "torch.utils.hipify")
_NEVER_NEEDED = ("*test*", "*aoti_custom_ops*", "*backend_with_compiler*")
_MANAGER = Path(get_module_file_attribute("torch")).parent / "bin" / "torch_shm_manager"

module_collection_mode = "pyz+py"
warn_on_missing_hiddenimports = False
hiddenimports = collect_submodules("torch", filter=lambda name: not name.startswith(_NEVER))
if find_spec("nvidia"):  # what a PyTorch for CUDA needs comes in packages of its own, for which PyInstaller has hooks
    hiddenimports += collect_submodules("nvidia")
binaries = [
    (source, folder)
    for source, folder in collect_dynamic_libs("torch", search_patterns=[*PY_DYLIB_PATTERNS, "*.so.*"])
    if Path(folder).parts[:2] != ("torch", "test") and not any(Path(source).match(pattern) for pattern in _NEVER_NEEDED)
]
if _MANAGER.exists():  # not on Windows; elsewhere PyTorch does not start without this file
    binaries.append((str(_MANAGER), "torch/bin"))
bindepend_symlink_suppression = ["**/torch/lib/*.so*"]  # PyTorch looks for its libraries beside the real ones
