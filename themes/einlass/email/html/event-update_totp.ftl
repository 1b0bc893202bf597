<#import "parts.ftl" as mail>
<@mail.notice lead=msg("einlassUpdateTotpLead", mail.shared.company)/>
