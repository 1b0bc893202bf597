<#import "parts.ftl" as mail>
<@mail.notice lead=msg("einlassTemporaryLockoutLead", mail.shared.company)/>
