<#ftl output_format="plainText">
<#import "parts.ftl" as mail>
<@mail.notice lead=msg("einlassPermanentLockoutLead", mail.shared.company)/>
