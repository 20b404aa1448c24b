; The installer for Windows. `python installer/build.py` calls Inno Setup 6 with the names that are used here.
; It installs for one user without an administrator; who is one may choose to install for all.

[Setup]
AppId={{8E0A6C5E-6B0E-4C53-9C2B-7C0F4A1D3E52}
AppName={#Name}
AppVersion={#Version}
AppPublisher=The TriDescent authors
DefaultDirName={autopf}\{#Name}
DisableProgramGroupPage=yes
LicenseFile={#Folder}\_internal\resources\licences.txt
SetupIconFile={#Icon}
UninstallDisplayIcon={app}\{#Program}w.exe
PrivilegesRequired=lowest
PrivilegesRequiredOverridesAllowed=dialog
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
ChangesAssociations=yes
CloseApplications=yes
Compression=lzma2/max
SolidCompression=yes
WizardStyle=modern

[Files]
Source: "{#Folder}\*"; DestDir: "{app}"; Flags: recursesubdirs ignoreversion

[Icons]
Name: "{autoprograms}\{#Name}"; Filename: "{app}\{#Program}w.exe"
Name: "{autodesktop}\{#Name}"; Filename: "{app}\{#Program}w.exe"; Tasks: desktop

[Tasks]
Name: desktop; Description: "{cm:CreateDesktopIcon}"; Flags: unchecked

[Registry]
; recordings are ours; experiments are TOML files, which other programs open too
Root: HKA; Subkey: "Software\Classes\.tridescent"; ValueType: string; ValueData: "TriDescent.Recording"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\TriDescent.Recording"; ValueType: string; ValueData: "TriDescent recording"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\TriDescent.Recording\DefaultIcon"; ValueType: string; ValueData: "{app}\{#Program}w.exe,0"
Root: HKA; Subkey: "Software\Classes\TriDescent.Recording\shell\open\command"; ValueType: string; ValueData: """{app}\{#Program}w.exe"" ""%1"""
Root: HKA; Subkey: "Software\Classes\TriDescent.Experiment"; ValueType: string; ValueData: "TriDescent experiment"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\TriDescent.Experiment\shell\open\command"; ValueType: string; ValueData: """{app}\{#Program}w.exe"" ""%1"""
Root: HKA; Subkey: "Software\Classes\.toml\OpenWithProgids"; ValueType: string; ValueName: "TriDescent.Experiment"; ValueData: ""; Flags: uninsdeletevalue

[Run]
Filename: "{app}\{#Program}w.exe"; Description: "{cm:LaunchProgram,{#Name}}"; Flags: nowait postinstall skipifsilent
