<#import "parts.ftl" as mail>
<@mail.notice lead=msg("einlassPermanentLockoutLead", mail.shared.company)/>
